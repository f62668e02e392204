//! Several tabs of one visitor.

use thirtyfour::WindowHandle;

use crate::support::{Fault, Page, Setup, knowledge, run};

const QUESTION: &str = "What is the accent colour?";
const WORDS: usize = 500;

fn slow() -> Setup {
    Setup {
        knowledge: knowledge::long(WORDS),
        token_interval_ms: 20,
        through_proxy: true,
        ..Setup::default()
    }
}

/// Opens the conversation in another tab as well: this one, and the other.
async fn open_beside(page: &mut Page) -> (WindowHandle, WindowHandle) {
    let first = page.tab().await;
    let second = page.open_in_tab("plain.html").await;
    page.open_chat().await;
    page.until("e2e.all('.message').length >= 2").await;
    (first, second)
}

/// A conversation in two tabs: the first, and the one that is looked at.
async fn two_tabs(page: &mut Page) -> (WindowHandle, WindowHandle) {
    page.visit("plain.html").await;
    page.ask_and_wait("Hello").await;
    open_beside(page).await
}

#[test]
fn what_one_tab_asks_is_seen_in_all_over_one_connection() {
    run(slow(), async |case| {
        let page = &mut case.page;
        let (first, second) = two_tabs(page).await;
        // Nobody writes: nobody holds a connection, and nobody asks.
        case.proxy.until_streams(0).await;
        let asked = case.proxy.count("/v1/");

        page.go_to(&first).await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.go_to(&second).await;
        page.until("e2e.running() && e2e.all('.message').length === 4 && e2e.answer().length > 20").await;
        assert_eq!(case.proxy.streams(), 1, "one connection for both");
        for tab in [&second, &first] {
            page.go_to(tab).await;
            page.until("e2e.answered()").await;
            assert!(page.answer().await.starts_with(&knowledge::long_paragraph(WORDS)));
        }
        case.proxy.until_streams(0).await;
        assert_eq!(case.proxy.count("/v1/") - asked, 1, "one request for both");

        // The other way round.
        page.go_to(&second).await;
        page.ask_and_wait(QUESTION).await;
        page.go_to(&first).await;
        page.until("e2e.all('.message').length === 6 && e2e.answered()").await;
    });
}

#[test]
fn two_tabs_that_send_their_first_messages_at_once_are_one_visitor() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        let first = page.tab().await;
        page.open_in_tab("plain.html").await;
        page.open_chat().await;
        page.run(
            "const { generateKey } = SubtleCrypto.prototype; \
             SubtleCrypto.prototype.generateKey = async function (...of) { \
               const pair = await generateKey.apply(this, of); \
               await new Promise((resolve) => { window.goOn = resolve; }); \
               return pair; \
             }",
        )
        .await;
        let second = page.tab().await;
        page.ask(QUESTION).await;
        page.until("Boolean(window.goOn)").await;
        page.go_to(&first).await;
        page.ask_and_wait("Hello").await;
        page.go_to(&second).await;
        page.run("goOn()").await;
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.notice').length").await, 0);
        page.reload().await;
        page.open_chat().await;
        page.history(2).await;
    });
}

#[test]
fn when_the_tab_that_leads_closes_another_goes_on() {
    run(slow(), async |case| {
        let page = &mut case.page;
        let (first, _) = two_tabs(page).await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        page.close_tab(&first).await;
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(WORDS)));
        assert_eq!(page.js("e2e.all('.message').length").await, 4);
        assert_eq!(page.js("e2e.all('.fate').length").await, 0);
        assert_eq!(case.questions().await.len(), 2);
    });
}

#[test]
fn a_tab_that_leads_and_says_nothing_keeps_no_other_waiting() {
    run(slow(), async |case| {
        let page = &mut case.page;
        let (first, second) = two_tabs(page).await;
        page.go_to(&first).await;
        page.run("BroadcastChannel.prototype.postMessage = () => {}").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        // Opened while the answer is written, it knows of it by the history.
        page.go_to(&second).await;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.running()").await;
        page.run("e2e.forward(60_000)").await;
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(WORDS)));
        page.go_to(&first).await;
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(WORDS)));
        assert_eq!(case.questions().await.len(), 2);
    });
}

#[test]
fn a_tab_that_leads_and_has_fallen_asleep_keeps_no_message_back() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait("Hello").await;
        let (first, second) = open_beside(page).await;
        page.go_to(&first).await;
        // It gets the lock, and does nothing with it.
        page.run(
            "const { request } = navigator.locks; \
             navigator.locks.request = (name, options) => \
               request.call(navigator.locks, name, () => new Promise(() => { window.leads = true; }))",
        )
        .await;
        page.ask(QUESTION).await;
        page.until("window.leads").await;
        page.go_to(&second).await;
        page.until("e2e.running() && e2e.all('.message').length === 3").await;
        assert_eq!(case.proxy.count("POST /v1/assistants"), 1);
        page.run("e2e.forward(60_000)").await;
        for tab in [&second, &first] {
            page.go_to(tab).await;
            page.until("e2e.all('.message').length === 4 && e2e.answered()").await;
        }
        assert_eq!(case.questions().await, ["Hello", QUESTION]);
    });
}

#[test]
fn a_message_given_up_by_one_tab_waits_in_all() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.tolerate_report("ERR_INTERNET_DISCONNECTED");
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait("Hello").await;
        let (first, second) = open_beside(page).await;
        page.go_to(&first).await;
        page.run("e2e.hurry()").await;
        page.browser.set_offline(true).await;
        page.ask(QUESTION).await;
        for tab in [&first, &second] {
            page.go_to(tab).await;
            page.until("e2e.text('.fate.failed').includes('be reached right now')").await;
            assert_eq!(page.texts(".again").await, ["Send again"]);
        }
        // It is kept, and goes out from a page that has a network.
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.all('.message').length === 4 && e2e.answered()").await;
        page.go_to(&first).await;
        page.until("e2e.all('.message').length === 4 && e2e.all('.fate').length === 0").await;
        assert_eq!(case.questions().await, ["Hello", QUESTION]);
    });
}

#[test]
fn a_tab_opened_while_an_answer_is_written_joins_in_and_can_stop_it() {
    run(Setup { knowledge: knowledge::long(2_000), ..slow() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        let (first, _) = open_beside(page).await;
        page.until("e2e.running()").await;
        let length = page.answer().await.len();
        page.until(&format!("e2e.answer().length > {length}")).await;
        assert_eq!(case.proxy.streams(), 1, "one connection for both");
        page.click(".send").await;
        page.until("e2e.text('.fate') === 'Stopped'").await;
        let text = page.answer().await;
        page.go_to(&first).await;
        page.until("e2e.text('.fate') === 'Stopped'").await;
        assert_eq!(page.answer().await, text);
    });
}

#[test]
fn without_locks_and_channels_every_tab_stands_alone_and_catches_up() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("alone.html").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        let first = page.tab().await;
        page.open_in_tab("alone.html").await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        page.ask_and_wait(QUESTION).await;
        page.go_to(&first).await;
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        // The answer to what it asks itself has a number that it did not expect, and what is missing takes a while.
        case.expect_report("status of 500");
        case.proxy.fail("/events", 1, Fault::Answer(500, "text/html", String::new(), None));
        let page = &mut case.page;
        page.ask("How long may a message be?").await;
        page.until("e2e.all('.message').length === 6 && e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.fate').length").await, 0);
        let questions =
            ["How do I embed the chat with a script tag?", QUESTION, "How long may a message be?"];
        assert_eq!(page.texts(".message.visitor .text").await, questions);
        assert_eq!(case.questions().await.len(), 3);
    });
}
