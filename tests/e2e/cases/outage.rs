//! The backend is away.

use crate::support::{Fault, Setup, knowledge, run};

const WORDS: usize = 300;

#[test]
fn an_answer_cut_by_a_crash_says_so_and_can_be_asked_for_again() {
    let knowledge = knowledge::long(WORDS);
    run(Setup { knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.tolerate_report("ERR_CONNECTION_REFUSED");
        case.tolerate_report("ERR_CONNECTION_RESET");
        case.tolerate_report("ERR_INCOMPLETE_CHUNKED_ENCODING");
        // A backend for development makes up a secret at each start; the widget gets itself a new token.
        case.expect_report("status of 401");
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        case.backend.kill();
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        let before = page.answer().await;
        case.backend.restart();
        page.until("Boolean(e2e.find('.fate.failed .again'))").await;
        assert_eq!(page.js("e2e.find('.fate.failed span').textContent").await, "The answer broke off.");
        assert_eq!(page.texts(".again").await, ["Ask again"]);
        let text = knowledge::long_paragraph(WORDS);
        assert!(text.starts_with(&page.answer().await) && page.answer().await.len() >= before.len());

        page.click(".again").await;
        page.until("e2e.running()").await;
        page.until("e2e.answered() && e2e.last('.message.assistant .text').textContent.includes('.')").await;
        assert!(page.answer().await.starts_with(&text));
        assert_eq!(page.js("e2e.all('.message.visitor').length").await, 1);
        assert_eq!(page.js("e2e.last('.message').querySelectorAll('.fate').length").await, 0);
    });
}

#[test]
fn a_message_written_while_the_backend_is_down_is_sent_once_when_it_is_back() {
    run(Setup::default(), async |case| {
        case.expect_report("ERR_CONNECTION_REFUSED");
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        case.backend.kill();
        page.ask("What is the accent colour?").await;
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        assert_eq!(page.texts(".message.visitor .text").await, ["What is the accent colour?"]);
        case.backend.restart();
        page.until("e2e.answered()").await;
        assert!(page.answer().await.contains("comes from the manifest"));
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.questions().await, ["What is the accent colour?"]);
    });
}

#[test]
fn a_chat_opened_while_the_backend_is_down_says_so_and_recovers() {
    run(Setup::default(), async |case| {
        case.expect_report("ERR_CONNECTION_REFUSED");
        case.page.open("plain.html").await;
        let page = &case.page;
        // The files come by the first sign of interest; the backend goes before the chat is opened.
        page.run("e2e.find('.launcher').dispatchEvent(new PointerEvent('pointerenter'))").await;
        page.until("e2e.taken()").await;
        case.backend.kill();
        page.open_chat().await;
        page.until("e2e.text('.notice').includes('can’t be reached')").await;
        page.ask("What is the accent colour?").await;
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        case.backend.restart();
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.all('.notice').length").await, 0);
        assert_eq!(case.questions().await, ["What is the accent colour?"]);
    });
}

#[test]
fn an_answer_lost_on_its_way_is_followed_and_not_asked_for_twice() {
    let knowledge = knowledge::long(WORDS);
    let setup = Setup { knowledge, token_interval_ms: 5, through_proxy: true, ..Setup::default() };
    run(setup, async |case| {
        case.tolerate_report("ERR_INCOMPLETE_CHUNKED_ENCODING");
        case.tolerate_report("ERR_CONNECTION_RESET");
        case.page.visit("plain.html").await;
        let page = &case.page;
        // The connection breaks within the answer, and twice more while it is followed.
        case.proxy.fail("/runs", 1, Fault::CutAfterEvents(10));
        case.proxy.fail("/events", 2, Fault::CutAfterEvents(10));
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answered()").await;
        assert!(page.answer().await.starts_with(&knowledge::long_paragraph(WORDS)));
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.proxy.count("/events"), 3);
        assert_eq!(case.proxy.count("POST /v1/assistants"), 1);
        assert_eq!(case.questions().await.len(), 1);
    });
}
