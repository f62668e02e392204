//! What can be done with an answer that is there: its tools come after it, work, and stay out of the way.

use thirtyfour::Key;

use super::accessibility::check;
use crate::support::{Case, Fault, Setup, axe_source, run};

const QUESTION: &str = "How do I embed the chat with a script tag?";
const CODE: &str = "<script src=\"https://chat.example.com/chat-widget.js\" async></script>\n";
/// How many pieces were fetched that load on demand.
const PIECES: &str =
    "performance.getEntriesByType('resource').filter((it) => it.name.includes('split_')).length";
/// How many ranges are painted.
const PAINTED: &str = "[...CSS.highlights.values()].reduce((sum, it) => sum + it.size, 0)";

/// Opens the chat, and gets an answer with its tools.
async fn answered(case: &mut Case) {
    case.page.visit("plain.html").await;
    let page = &case.page;
    page.run(
        "const writeText = async (text) => { window.copied = text; }; \
         Object.defineProperty(navigator, 'clipboard', { value: { writeText } });",
    )
    .await;
    page.until("Boolean(e2e.find('.suggestion'))").await;
    assert_eq!(page.js(PIECES).await, 0, "nothing is loaded before it is needed");
    page.ask_and_wait(QUESTION).await;
    page.element(".answer-tools").await;
}

#[test]
fn the_tools_of_an_answer_come_after_it_and_work() {
    run(Setup::default(), async |case| {
        answered(case).await;
        let page = &case.page;
        page.click("[data-do=copy-code]").await;
        page.until("e2e.text('.said') === 'Copied'").await;
        assert_eq!(page.js("copied").await, CODE);
        page.click("[data-do=copy-answer]").await;
        page.until("copied.includes('```html')").await;
        page.click("[data-do=wrap]").await;
        assert_eq!(page.js("getComputedStyle(e2e.find('pre')).whiteSpaceCollapse").await, "preserve");
        assert_eq!(page.js("getComputedStyle(e2e.find('pre')).textWrapMode").await, "wrap");
        let small = "e2e.all('.tool').filter((it) => it.getBoundingClientRect().height < 32).length";
        assert_eq!(page.js(small).await, 0);
    });
}

#[test]
fn escape_closes_the_card_of_a_source_and_then_the_chat() {
    run(Setup::default(), async |case| {
        answered(case).await;
        let page = &case.page;
        page.run("e2e.find('.citation').focus()").await;
        page.until("e2e.text('.source-card').includes('The tag')").await;
        let described =
            "e2e.find('.citation').getAttribute('aria-describedby') === e2e.find('.source-card').id";
        assert_eq!(page.js(described).await, true);
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.source-card')").await;
        assert_eq!(page.js("e2e.find('.panel').hasAttribute('data-open')").await, true);
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
    });
}

#[test]
fn nothing_is_painted_after_the_chat_is_destroyed() {
    run(Setup::default(), async |case| {
        answered(case).await;
        let page = &case.page;
        page.until(&format!("{PAINTED} > 0")).await;
        page.run("SiestaChat.destroy()").await;
        page.until(&format!("{PAINTED} === 0")).await;
    });
}

#[test]
fn an_answer_whose_tools_cannot_be_loaded_can_be_read() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.expect_report("integrity");
        case.page.visit("plain.html").await;
        let page = &case.page;
        case.proxy.fail("split_answer", usize::MAX, Fault::FlippedByte);
        let answer = page.ask_and_wait(QUESTION).await;
        assert!(answer.contains("Put one script tag"), "{answer}");
        page.until(&format!("{PIECES} >= 1")).await;
        assert_eq!(page.js("e2e.all('.tool').length").await, 0);
        // The next answer gets them.
        case.proxy.mend();
        page.ask_and_wait("What is the accent colour?").await;
        page.element(".answer-tools").await;
    });
}

fn scheme(scheme: &'static str) {
    run(Setup::default(), async |case| {
        case.page.browser.prefer_colours(scheme).await;
        answered(case).await;
        let page = &case.page;
        page.run(&axe_source()).await;
        check(page, "with tools").await;
        page.run("e2e.find('.citation').focus()").await;
        page.element(".source-card").await;
        check(page, "with the card of a source").await;
    });
}

#[test]
fn the_tools_stand_in_nobodys_way_in_light_colours() {
    scheme("light");
}

#[test]
fn the_tools_stand_in_nobodys_way_in_dark_colours() {
    scheme("dark");
}
