//! What was sent arrives, and counts once.

use crate::support::{Case, Engine, Fault, Setup, knowledge, run};

const QUESTION: &str = "What is the accent colour?";

fn through_proxy() -> Setup {
    Setup { through_proxy: true, ..Setup::default() }
}

#[test]
fn a_message_under_way_when_the_page_is_loaded_again_is_still_sent_as_the_same_bytes() {
    run(through_proxy(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
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

        // What was acknowledged is not sent again: not before what is asked next.
        let page = &mut case.page;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        page.ask_and_wait("Hello").await;
        assert_eq!(case.proxy.bodies().len(), bodies.len() + 1);
    });
}

#[test]
fn a_message_that_never_left_is_sent_when_the_page_is_opened_again() {
    reload(Engine::Chromium);
}

/// In an engine.
pub(super) fn reload(engine: Engine) {
    run(Setup { engine, ..through_proxy() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        case.proxy.fail("/runs", 1, Fault::Held);
        page.ask(QUESTION).await;
        page.until("e2e.running()").await;
        case.proxy.until_count("POST /v1/assistants", 1).await;
        assert!(case.questions().await.is_empty());
        let page = &mut case.page;
        page.open("double.html").await;
        page.visit("plain.html").await;
        page.until("e2e.answered()").await;
        assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn a_message_written_without_a_network_is_sent_when_it_is_back() {
    run(through_proxy(), async |case| {
        case.tolerate_report("ERR_INTERNET_DISCONNECTED");
        case.page.visit("plain.html").await;
        let page = &case.page;
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

/// Writes some messages, none of which the backend takes.
async fn write_in_vain(case: &mut Case, messages: &[&str]) {
    case.expect_report("status of 500");
    let page = &mut case.page;
    page.visit("plain.html").await;
    page.ask_and_wait("Hello").await;
    case.proxy.fail("/runs", usize::MAX, Fault::Answer(500, "text/html", String::new(), None));
    for (at, message) in messages.iter().enumerate() {
        page.ask(message).await;
        page.until(&format!("e2e.all('.fate.failed').length === {} && !e2e.running()", at + 1)).await;
    }
}

#[test]
fn messages_that_were_not_taken_are_sent_in_the_order_in_which_they_were_written() {
    run(through_proxy(), async |case| {
        let questions = ["Hello", "Hello 1", "Hello 2", "Hello 3", "Hello 4"];
        write_in_vain(case, &questions[1..]).await;
        let page = &mut case.page;
        page.open("double.html").await;
        case.proxy.mend();
        page.visit("plain.html").await;
        page.until("e2e.all('.message').length === 10 && e2e.answered()").await;
        assert_eq!(page.texts(".message.visitor .text").await, questions);
        assert_eq!(case.questions().await, questions);
    });
}

#[test]
fn send_again_is_about_its_own_message() {
    run(through_proxy(), async |case| {
        write_in_vain(case, &[QUESTION, "How long may a message be?"]).await;
        case.proxy.mend();
        let page = &case.page;
        page.click(".again").await;
        page.until("e2e.all('.again').length === 1 && e2e.answered()").await;
        assert_eq!(case.questions().await, ["Hello", QUESTION]);
    });
}

#[test]
fn a_message_that_was_not_taken_is_still_there_when_its_conversation_is_opened_again() {
    run(through_proxy(), async |case| {
        write_in_vain(case, &[QUESTION]).await;
        let page = &case.page;
        page.run("window.heard = 0; SiestaChat.on('error', () => heard++)").await;
        page.click("[aria-label='New conversation']").await;
        page.until("e2e.all('.message').length === 0").await;
        page.toggle_history().await;
        page.click(".history li button").await;
        page.until("e2e.all('.message').length === 3").await;
        assert_eq!(page.texts(".again").await, ["Send again"]);
        assert_eq!(page.js("heard").await, 0, "it is no news");
        case.proxy.mend();
        page.click(".again").await;
        page.until("e2e.answered() && e2e.all('.message').length === 4").await;
        assert_eq!(case.questions().await, ["Hello", QUESTION]);
        // The same message in the same run, however often.
        let bodies = case.proxy.bodies();
        assert_eq!(bodies.last(), bodies.get(1));
    });
}

#[test]
fn a_sign_in_that_hangs_is_given_up_for_another() {
    run(through_proxy(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait("Hello").await;
        // The token ends, and nobody answers the question for another.
        case.proxy.fail("/v1/session", 1, Fault::Held);
        page.run("e2e.hurry(); e2e.forward(3_600_000)").await;
        page.ask_and_wait(QUESTION).await;
        assert_eq!(case.questions().await, ["Hello", QUESTION]);
    });
}

#[test]
fn all_that_need_a_token_wait_for_the_same_one() {
    run(through_proxy(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait("Hello").await;
        let before = case.proxy.count("/v1/session");
        case.proxy.fail("/v1/session", 1, Fault::Held);
        page.run("e2e.forward(3_600_000)").await;
        page.ask(QUESTION).await;
        case.proxy.until_count("/v1/session", before + 1).await;
        page.toggle_history().await;
        case.proxy.release();
        page.until("e2e.answered() && e2e.all('.message').length === 4").await;
        page.until("e2e.all('.history li').length === 1").await;
        assert_eq!(case.proxy.count("/v1/session") - before, 2, "challenge and proof");
    });
}

#[test]
fn a_browser_that_does_not_list_its_databases_keeps_the_visitor_all_the_same() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.open("plain.html").await;
        page.run("delete IDBFactory.prototype.databases").await;
        page.open_chat().await;
        page.ask_and_wait(QUESTION).await;
        page.reload().await;
        page.run("delete IDBFactory.prototype.databases").await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
    });
}

#[test]
fn two_tabs_that_find_the_same_message_send_it_once() {
    run(through_proxy(), async |case| {
        case.tolerate_report_of_cuts();
        let page = &mut case.page;
        page.visit("plain.html").await;
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
            let asked =
                page.js("performance.getEntriesByType('resource').some((it) => it.name.endsWith('/runs'))");
            assert_eq!(asked.await, *tab == first);
        }
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn where_the_browser_keeps_nothing_the_chat_works_as_long_as_the_page_and_says_so() {
    denied_storage(Engine::Chromium);
}

/// In an engine.
pub(super) fn denied_storage(engine: Engine) {
    let knowledge = knowledge::long(200);
    run(Setup { engine, knowledge, token_interval_ms: 5, ..through_proxy() }, async |case| {
        case.tolerate_report_of_cuts();
        case.page.visit("denied.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.text('.notice').includes('ends with it')").await;
        page.until("e2e.answer().length > 20").await;
        case.proxy.cut();
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(200)));
        assert_eq!(case.questions().await.len(), 1);
    });
}
