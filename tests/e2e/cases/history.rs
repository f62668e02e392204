//! A conversation outlives the page.

use crate::support::{Engine, Setup, knowledge, run};

const WORDS: usize = 500;

#[test]
fn a_conversation_is_there_after_a_reload() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        let answer = page.ask_and_wait("How do I embed the chat with a script tag?").await;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        assert_eq!(page.answer().await, answer);
        assert_eq!(
            page.texts(".message.visitor .text").await,
            ["How do I embed the chat with a script tag?"]
        );
        assert_eq!(
            page.js("e2e.all('a.citation').length > 0 && e2e.all('.sources a').length > 0").await,
            true
        );
        // It goes on where it was.
        page.ask_and_wait("What is the accent colour?").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 4);
    });
}

#[test]
fn an_answer_goes_on_after_a_reload() {
    let knowledge = knowledge::long(WORDS);
    run(Setup { knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length").await;
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.running() && e2e.answer().length").await;
        page.until("e2e.answered()").await;
        let answer = page.answer().await;
        assert!(answer.starts_with(&knowledge::long_paragraph(WORDS)), "{answer}");
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(page.js("e2e.all('.fate').length").await, 0);
        assert_eq!(case.questions().await.len(), 1);
    });
}

#[test]
fn earlier_conversations_are_listed_and_opened() {
    history(Engine::Chromium);
}

/// In an engine.
pub(super) fn history(engine: Engine) {
    run(Setup { engine, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        page.click("[aria-label='New conversation']").await;
        page.until("e2e.all('.message').length === 0").await;
        page.ask_and_wait("What is the accent colour?").await;
        page.history(2).await;
        assert!(page.texts(".history li").await[0].contains("accent colour"), "newest first");
        page.run("e2e.all('.history li button')[1].click()").await;
        page.until("e2e.text('.message.visitor').includes('script tag')").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
    });
}
