//! What somebody hears who doesn't see the chat, and where the keys lead them.

use thirtyfour::Key;

use crate::support::{Page, Setup, knowledge, run};

/// Notes all that a screen reader is told, in the order in which it is.
async fn listen(page: &Page) {
    page.run(
        "window.heard = []; new MutationObserver((all) => { \
           for (const { addedNodes } of all) for (const node of addedNodes) heard.push(node.textContent) \
         }).observe(e2e.find('.thread > .unseen'), { childList: true, subtree: true, characterData: true })",
    )
    .await;
}

async fn heard(page: &Page) -> Vec<String> {
    serde_json::from_value(page.js("heard").await).expect("texts are a list")
}

#[test]
fn an_answer_is_read_aloud_in_whole_sentences_each_once_and_without_its_code() {
    run(Setup { token_interval_ms: 20, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        listen(page).await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        let said = heard(page).await;
        assert_eq!(
            said,
            [
                "Thinking …",
                "Put one script tag into the page to embed the chat.",
                "It loads nothing until somebody opens it:",
                "Code block.",
            ]
        );
        assert_eq!(page.js("e2e.find('.thread > .unseen').getAttribute('role')").await, "status");
        assert_eq!(page.js("e2e.find('.thread').getAttribute('aria-live')").await, "off");

        // What is stored is there to be read, and isn't said by itself.
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.text('.thread > .unseen')").await, "");
    });
}

#[test]
fn what_became_of_an_answer_is_said() {
    let knowledge = knowledge::long(500);
    run(Setup { knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        listen(page).await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
        let said = heard(page).await;
        assert_eq!(said.first().map(String::as_str), Some("Thinking …"));
        assert_eq!(said.last().map(String::as_str), Some("Stopped"));
        // It was one unfinished sentence, which is said when nothing more can come.
        assert_eq!(said.len(), 3, "{said:?}");
    });
}

#[test]
fn escape_closes_the_innermost_and_the_focus_comes_back() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask_and_wait("What is the accent colour?").await;
        page.history(1).await;
        page.until("e2e.focused().className === 'history'").await;
        assert_eq!(page.js("e2e.find('.actions button').getAttribute('aria-expanded')").await, "true");
        // What the list covers can't be reached.
        assert_eq!(page.js("e2e.find('.thread').inert && e2e.find('.composer').inert").await, true);
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.history')").await;
        assert_eq!(page.js("e2e.find('.panel').hasAttribute('data-open')").await, true);
        assert_eq!(page.js("e2e.focused() === e2e.find('.actions button')").await, true);
        assert_eq!(page.js("e2e.find('.thread').inert || e2e.find('.composer').inert").await, false);
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.js("e2e.focused().className").await, "launcher");
    });
}

#[test]
fn the_focus_goes_back_to_what_opened_the_chat_and_stays_where_the_page_has_it() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        page.run("document.querySelector('a').focus(); SiestaChat.open()").await;
        page.until("e2e.focused().className === 'input'").await;
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.js("e2e.focused().textContent").await, "More");

        page.run("SiestaChat.open()").await;
        page.until("e2e.focused().className === 'input'").await;
        page.run("document.querySelector('a').focus(); SiestaChat.close()").await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.js("e2e.focused().textContent").await, "More");
    });
}

#[test]
fn the_chat_is_modal_where_it_covers_the_page_and_nowhere_else() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        let modal = "e2e.find('.panel').getAttribute('aria-modal')";
        assert_eq!(page.js(modal).await, serde_json::Value::Null);
        page.browser.resize(390, 700, true).await;
        page.visit("plain.html").await;
        assert_eq!(page.js(modal).await, "true");
        page.until("Boolean(e2e.find('.suggestion'))").await;
        for key in [Key::Tab.value().to_string(), format!("{}{}", Key::Shift.value(), Key::Tab.value())] {
            for _ in 0..12 {
                page.press(&key).await;
                assert_eq!(page.js("e2e.find('.panel').contains(e2e.focused())").await, true);
            }
        }
        page.click(".close").await;
        page.until(&format!("{modal} === null")).await;
    });
}

#[test]
fn at_400_percent_everything_fits_without_scrolling_sideways() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.browser.resize(320, 256, false).await;
        page.visit("plain.html").await;
        page.ask_and_wait("Which limit has the message length? Show the table.").await;
        for part in [".panel", ".thread", ".composer", ".header"] {
            let fits = format!(
                "(({{ left, right, top, bottom }}, {{ scrollWidth, clientWidth }}) => left >= 0 && right <= 320 && \
                 top >= 0 && bottom <= 256 && scrollWidth <= clientWidth)\
                 (e2e.find({part:?}).getBoundingClientRect(), e2e.find({part:?}))"
            );
            assert_eq!(page.js(&fits).await, true, "{part}");
        }
        let height = page.js("e2e.find('.thread').clientHeight").await.as_u64().expect("a number");
        assert!(height >= 120, "{height} pixels are left to read in");
    });
}

#[test]
fn every_button_is_large_enough_for_a_finger() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.browser.resize(390, 700, true).await;
        page.visit("plain.html").await;
        let small = "e2e.all('button, .sources a, textarea').filter((node) => { \
             const { width, height } = node.getBoundingClientRect(); \
             const hit = getComputedStyle(node, '::after'); \
             const [wide, high] = [Math.max(width, parseFloat(hit.width) || 0), Math.max(height, parseFloat(hit.height) || 0)]; \
             return width && (Math.round(wide) < 44 || Math.round(high) < 44) \
             }).map((node) => `${node.outerHTML} ${node.getBoundingClientRect().height}`)";
        page.until("Boolean(e2e.find('.suggestion'))").await;
        assert_eq!(page.js(small).await, serde_json::json!([]), "open");
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        page.until("Boolean(e2e.find('.sources a'))").await;
        assert_eq!(page.js(small).await, serde_json::json!([]), "with an answer");
        page.history(1).await;
        assert_eq!(page.js(small).await, serde_json::json!([]), "with the history");
    });
}
