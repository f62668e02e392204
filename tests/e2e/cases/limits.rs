//! Nothing and too much.

use thirtyfour::Key;

use crate::support::{BackendSettings, Page, Setup, knowledge, run};

/// Longest message, in characters. Keep in sync with `MESSAGE_CHARS` of `crates/contract`.
const LONGEST: usize = 8_000;

/// Puts a text into the box as a paste does.
async fn paste(page: &Page, character: &str, count: usize) {
    let script = format!(
        "const input = e2e.find('.input'); input.value = {character:?}.repeat({count}); \
         input.dispatchEvent(new InputEvent('input', {{ bubbles: true, composed: true }}))"
    );
    page.run(&script).await;
}

#[test]
fn an_empty_message_is_not_sent() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.until("e2e.find('.send').disabled").await;
        page.press(Key::Enter.value()).await;
        page.write("   ").await;
        page.press(Key::Enter.value()).await;
        page.run("SiestaChat.send('  ')").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 0);
        page.ask_and_wait("What is the accent colour?").await;
        assert_eq!(case.questions().await.len(), 1);
    });
}

#[test]
fn the_limit_is_shown_before_it_is_hit_and_too_much_cannot_be_sent() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        assert_eq!(page.js("e2e.all('.counter').length").await, 0);
        paste(page, "a", LONGEST - 100).await;
        page.until("e2e.text('.counter') === '7900 of 8000 characters'").await;
        assert_eq!(page.js("e2e.find('.send').disabled").await, false);

        paste(page, "a", LONGEST + 1).await;
        page.until("Boolean(e2e.find('.counter.over')) && e2e.find('.send').disabled").await;
        assert_eq!(page.js("e2e.find('.input').getAttribute('aria-invalid')").await, "true");
        page.element(".input").await.click().await.expect("the text box can be clicked");
        page.press(Key::Enter.value()).await;
        assert_eq!(page.js("e2e.all('.message').length").await, 0);
        assert_eq!(page.js("e2e.find('.input').value.length").await, LONGEST + 1);

        // Characters are counted, not bytes: this many take four bytes each.
        paste(page, "🫒", LONGEST).await;
        page.until("!e2e.find('.send').disabled").await;
        page.press(Key::Enter.value()).await;
        page.until("e2e.answered()").await;
        assert_eq!(case.questions().await, ["🫒".repeat(LONGEST)]);
    });
}

#[test]
fn a_busy_backend_is_counted_down_and_the_message_is_sent_once() {
    // As long as it takes to be sent away: the answer in the way lasts some seconds.
    let knowledge = knowledge::long(300);
    let backend = BackendSettings { running: "1, 100, 100", ..BackendSettings::default() };
    run(Setup { knowledge, backend, token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.expect_report("status of 429");
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        page.click("[aria-label='New conversation']").await;
        page.until("e2e.all('.message').length === 0").await;

        page.run(
            "window.heard = []; const said = e2e.find('.thread > .unseen'); \
             new MutationObserver((all) => all.forEach(({ addedNodes }) => \
               addedNodes.forEach((node) => heard.push(node.textContent)))).observe(said, { childList: true })",
        )
        .await;
        page.ask("What is the accent colour?").await;
        page.until("/^Busy. Trying again in \\d+ s$/.test(e2e.text('.status'))").await;
        assert_eq!(page.texts(".message.visitor .text").await, ["What is the accent colour?"]);
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        // The seconds are for the eyes alone.
        assert_eq!(
            page.js("heard.filter((it) => it.startsWith('Busy')).join()").await,
            "Busy. Trying again soon."
        );
        // The database has them by conversation, whose ids are random.
        let mut questions = case.questions().await;
        questions.sort();
        assert_eq!(questions, [knowledge::LONG_QUESTION, "What is the accent colour?"]);
    });
}
