//! `data-agent-url`: a stock AG-UI server answers instead of the backend.

use crate::support::{Case, Setup, run};

fn setup() -> Setup {
    Setup { ag_ui_server: true, ..Setup::default() }
}

async fn open(case: &mut Case) {
    case.page.visit("agent.html").await;
}

#[test]
fn a_stock_server_answers_and_hears_what_was_said_before() {
    run(setup(), async |case| {
        open(case).await;
        let page = &case.page;
        assert_eq!(page.js("e2e.text('.title')").await, "Ask the agent");
        assert_eq!(page.ask_and_wait("What is AG-UI?").await, "Heard 1 questions, first: What is AG-UI?");
        assert_eq!(page.js("e2e.text('.message.assistant strong')").await, "Heard");
        assert_eq!(page.ask_and_wait("And now?").await, "Heard 2 questions, first: What is AG-UI?");
        assert_eq!(page.js("e2e.text('.notice')").await, "This chat ends with the page.");

        page.click("button[aria-label='New conversation']").await;
        page.until("e2e.all('.message').length === 0").await;
        assert_eq!(page.ask_and_wait("Who are you?").await, "Heard 1 questions, first: Who are you?");
    });
}

#[test]
fn the_backend_is_asked_for_nothing_and_no_history_is_offered() {
    run(setup(), async |case| {
        open(case).await;
        case.page.ask_and_wait("Hello").await;
        assert_eq!(case.page.js("e2e.all(\"button[aria-label='Earlier conversations']\").length").await, 0);
        let asked = case.page.browser.requests().await;
        let api = format!("{}/v1/", case.backend.url());
        assert!(!asked.iter().any(|url| url.starts_with(&api)), "{asked:#?}");
        assert!(case.questions().await.is_empty());

        case.page.reload().await;
        case.page.open_chat().await;
        let answer = case.page.ask_and_wait("Again").await;
        assert_eq!(answer, "Heard 1 questions, first: Again", "the page forgets, as it says");
    });
}

#[test]
fn a_stopped_answer_keeps_what_was_written_and_the_chat_goes_on() {
    run(setup(), async |case| {
        open(case).await;
        let page = &case.page;
        page.ask("Wait").await;
        page.until("e2e.answer().trim() === 'Heard 1'").await;
        page.click(".send[data-stop]").await;
        page.until("e2e.answered() && e2e.text('.fate') === 'Stopped'").await;
        assert_eq!(page.ask_and_wait("And now?").await, "Heard 2 questions, first: Wait");
    });
}

#[test]
fn an_answer_that_broke_can_be_asked_for_again() {
    run(setup(), async |case| {
        open(case).await;
        let page = &case.page;
        page.ask("Break").await;
        page.until("e2e.answered() && e2e.text('.fate').includes('Something went wrong')").await;
        page.click(".fate .again").await;
        page.until("e2e.answered() && e2e.answer().includes('first: Break')").await;
        assert_eq!(page.answer().await, "Heard 1 questions, first: Break");
    });
}

#[test]
fn a_server_that_is_away_leaves_the_message_with_the_visitor() {
    run(Setup::default(), async |case| {
        case.expect_report("Failed to load resource");
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        // Nothing listens there any more.
        case.site.name_agent(&format!("http://{}/", port.expect("a port is free")));
        open(case).await;
        let page = &case.page;
        page.ask("Anybody?").await;
        page.until("e2e.text('.fate .again') === 'Send again'").await;
        assert_eq!(page.texts(".message.visitor .text").await, ["Anybody?"]);
    });
}
