//! Answers that no backend should give: what stands between says them, or overload does.

use crate::support::{Case, Fault, Setup, run};

const QUESTION: &str = "What is the accent colour?";
const PROBLEM: &str = "application/problem+json";

fn through_proxy() -> Setup {
    Setup { through_proxy: true, ..Setup::default() }
}

fn problem(status: u16, code: &str) -> Fault {
    let body = serde_json::json!({ "type": "about:blank", "title": code, "status": status, "code": code });
    Fault::Answer(status, PROBLEM, body.to_string(), None)
}

/// The message can't be sent for this reason, is kept, and is sent by a click once all is well.
async fn refused_then_sent(case: &mut Case, fault: Fault, words: &str) {
    case.page.visit("plain.html").await;
    let page = &case.page;
    page.until("Boolean(e2e.find('.suggestion'))").await;
    case.proxy.fail("/runs", usize::MAX, fault);
    page.ask(QUESTION).await;
    page.until("Boolean(e2e.find('.fate.failed'))").await;
    assert_eq!(page.js("e2e.find('.fate.failed span').textContent").await, words);
    assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
    assert!(case.questions().await.is_empty());
    case.proxy.mend();
    page.click(".again").await;
    page.until("e2e.answered()").await;
    assert_eq!(page.js("e2e.all('.message').length").await, 2);
    assert_eq!(page.js("e2e.all('.fate').length").await, 0);
    assert_eq!(case.questions().await, [QUESTION]);
}

#[test]
fn a_refused_token_is_renewed_once_and_then_said() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 401");
        refused_then_sent(case, problem(401, "unauthorized"), "The chat could not sign you in.").await;
    });
}

#[test]
fn a_token_that_ended_early_is_renewed_without_a_word() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 401");
        case.page.visit("plain.html").await;
        case.proxy.fail("/runs", 1, problem(401, "unauthorized"));
        let answer = case.page.ask_and_wait(QUESTION).await;
        assert!(answer.contains("comes from the manifest"), "{answer}");
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn a_message_too_large_for_what_stands_between_is_kept() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 413");
        case.page.visit("plain.html").await;
        let page = &case.page;
        let page_of_a_proxy = "<html><h1>413 Request Entity Too Large</h1></html>".to_owned();
        case.proxy.fail("/runs", 1, Fault::Answer(413, "text/html", page_of_a_proxy, None));
        page.ask(QUESTION).await;
        let words = page.until("e2e.text('.fate.failed span')").await;
        assert!(!words.as_str().expect("words").contains('<'), "{words}");
        assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
    });
}

#[test]
fn too_many_requests_are_waited_out_as_long_as_the_backend_says() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 429");
        case.page.visit("plain.html").await;
        let page = &case.page;
        let body = r#"{"code":"rate_limited","title":"Too many requests","status":429,"retryAfter":1}"#;
        case.proxy.fail("/runs", 2, Fault::Answer(429, PROBLEM, body.to_owned(), Some(1)));
        page.ask(QUESTION).await;
        page.until("e2e.answered()").await;
        assert_eq!(case.proxy.count("POST /v1/assistants"), 3);
        assert_eq!(page.js("e2e.all('.fate').length").await, 0);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn a_broken_backend_is_said_in_plain_words() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 500");
        let fault = Fault::Answer(500, "text/plain", "panicked at src/main.rs".to_owned(), None);
        refused_then_sent(case, fault, "Something went wrong. Please try again.").await;
    });
}

#[test]
fn a_gateway_that_is_away_for_a_moment_goes_unnoticed() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 502");
        case.page.visit("plain.html").await;
        let page_of_a_proxy = "<html><h1>502 Bad Gateway</h1></html>".to_owned();
        case.proxy.fail("/runs", 2, Fault::Answer(502, "text/html", page_of_a_proxy, None));
        case.page.ask_and_wait(QUESTION).await;
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn rubbish_in_a_stream_is_passed_over() {
    run(through_proxy(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        let rubbish = ": hello\n\nevent: ?\nid: x\ndata: {\"type\":\n\ndata: []\n\ndata: null\n\n\
                       data: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":7,\"delta\":{}}\n\nnonsense\n\n";
        case.proxy.fail("/runs", 1, Fault::Before(rubbish));
        let answer = page.ask_and_wait(QUESTION).await;
        assert!(answer.starts_with("The accent colour of the bubble comes from the manifest"), "{answer}");
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}

#[test]
fn a_sign_in_page_of_a_network_is_no_answer() {
    run(through_proxy(), async |case| {
        case.tolerate_report("status of 404");
        case.page.visit("plain.html").await;
        let page = &case.page;
        let portal = "<html><h1>Welcome to the hotel's network</h1></html>".to_owned();
        case.proxy.fail("/runs", 1, Fault::Answer(200, "text/html", portal, None));
        page.ask(QUESTION).await;
        page.until("e2e.answered() || Boolean(e2e.find('.again'))").await;
        if page.js("Boolean(e2e.find('.again'))").await == true {
            page.click(".again").await;
            page.until("e2e.answered()").await;
        }
        assert!(page.answer().await.contains("comes from the manifest"), "{}", page.answer().await);
        assert_eq!(page.texts(".message.visitor .text").await, [QUESTION]);
        assert_eq!(case.questions().await, [QUESTION]);
    });
}
