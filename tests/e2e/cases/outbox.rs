//! What was sent arrives, and counts once.

use crate::support::{Fault, Setup, knowledge, run};

const QUESTION: &str = "What is the accent colour?";

fn through_proxy() -> Setup {
    Setup { through_proxy: true, ..Setup::default() }
}

#[test]
fn a_message_under_way_when_the_page_is_loaded_again_is_still_sent_as_the_same_bytes() {
    run(through_proxy(), async |case| {
        let page = &mut case.page;
        page.open("plain.html").await;
        page.open_chat().await;
        case.proxy.fail("/runs", usize::MAX, Fault::CutAfterEvents(0));
        case.tolerate_report_of_cuts();
        let page = &mut case.page;
        page.ask(QUESTION).await;
        // The backend has it and says so, but nobody hears.
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        let sent = case.proxy.bodies().len();
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.running() && e2e.all('.message.visitor').length === 1").await;
        assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
        assert_eq!(page.js("e2e.all('.message').length").await, 1);
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        case.proxy.mend();
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.questions().await, [QUESTION]);
        let bodies = case.proxy.bodies();
        assert!(bodies.len() > sent && bodies.iter().all(|body| *body == bodies[0]), "the same bytes");

        // What was acknowledged is not sent again.
        let page = &mut case.page;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        assert_eq!(case.proxy.bodies().len(), bodies.len());
    });
}

#[test]
fn a_message_that_never_left_is_sent_when_the_page_is_opened_again() {
    run(through_proxy(), async |case| {
        let page = &mut case.page;
        page.open("plain.html").await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        case.proxy.fail("/runs", 1, Fault::Held);
        page.ask(QUESTION).await;
        page.until("e2e.running()").await;
        while case.proxy.count("POST /v1/assistants") == 0 {
            tokio::task::yield_now().await;
        }
        assert!(case.questions().await.is_empty());
        let page = &mut case.page;
        page.open("double.html").await;
        page.open("plain.html").await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn a_message_written_without_a_network_is_sent_when_it_is_back() {
    run(through_proxy(), async |case| {
        case.tolerate_report("ERR_INTERNET_DISCONNECTED");
        case.page.open("plain.html").await;
        let page = &case.page;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        page.browser.set_offline(true).await;
        page.ask(QUESTION).await;
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        page.browser.set_offline(false).await;
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn two_tabs_that_find_the_same_message_send_it_once() {
    run(through_proxy(), async |case| {
        case.tolerate_report_of_cuts();
        let page = &mut case.page;
        page.open("plain.html").await;
        page.open_chat().await;
        case.proxy.fail("/runs", usize::MAX, Fault::CutAfterEvents(0));
        page.ask(QUESTION).await;
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.running()").await;
        let first = page.tab().await;
        let second = page.open_in_tab("plain.html").await;
        page.open_chat().await;
        page.until("e2e.running() && e2e.all('.message').length === 1").await;
        case.proxy.mend();
        for tab in [&second, &first] {
            page.go_to(tab).await;
            page.until("e2e.answered()").await;
            assert_eq!(page.js("e2e.all('.message').length").await, 2);
        }
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn where_the_browser_keeps_nothing_the_chat_works_as_long_as_the_page_and_says_so() {
    let knowledge = knowledge::long(200);
    run(Setup { knowledge, token_interval_ms: 5, ..through_proxy() }, async |case| {
        case.tolerate_report_of_cuts();
        case.page.open("denied.html").await;
        let page = &case.page;
        page.open_chat().await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.text('.notice').includes('ends with it')").await;
        page.until("e2e.answer().length > 20").await;
        case.proxy.cut();
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(200)));
        assert_eq!(case.questions().await.len(), 1);
    });
}
