//! Open, ask, and read the answer while it is written.

use crate::support::{Engine, Setup, knowledge, run};

/// Enough for an answer that takes 20 seconds.
const WORDS: usize = 1_000;

#[test]
fn an_answer_has_citations_that_lead_to_their_source() {
    rendering(Engine::Chromium);
}

/// In an engine.
pub(super) fn rendering(engine: Engine) {
    run(Setup { engine, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        let answer = page.ask_and_wait("How do I embed the chat with a script tag?").await;
        assert!(answer.contains("Put one script tag into the page"), "{answer}");
        assert_eq!(
            page.texts(".message.visitor .text").await,
            ["How do I embed the chat with a script tag?"]
        );
        let source = format!("{}/docs/embedding.md#the-tag", case.site.url());
        assert_eq!(page.js("e2e.find('a.citation').href").await, source);
        assert_eq!(page.js("e2e.find('.sources a').href").await, source);
        assert_eq!(page.js("e2e.find('.sources li').value").await, 1);
        assert_eq!(
            page.js("e2e.find('.message.assistant pre').textContent.includes('<script src=')").await,
            true
        );
    });
}

#[test]
fn a_suggested_question_is_asked_with_one_click() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        let question = page.until("e2e.text('.suggestion')").await;
        page.click(".suggestion").await;
        page.until("e2e.answered()").await;
        assert_eq!(case.questions().await, [question.as_str().expect("it is text")]);
    });
}

#[test]
fn the_first_words_are_on_the_page_while_the_agent_still_writes() {
    streaming(Engine::Chromium);
}

/// In an engine.
pub(super) fn streaming(engine: Engine) {
    let knowledge = knowledge::long(WORDS);
    run(Setup { engine, knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length").await;
        let shown = page.answer().await;
        let written = case.agent.token_log().last().expect("something was sent").1;
        let text = knowledge::long_paragraph(WORDS);
        assert!(text.starts_with(&shown), "{shown}");
        assert!(shown.len() <= written && written < text.len(), "{} of {written}", shown.len());
        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
    });
}

#[test]
fn an_answer_is_written_on_where_the_page_has_no_frames() {
    let knowledge = knowledge::long(WORDS);
    run(Setup { knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length").await;
        page.run(
            "window.requestAnimationFrame = () => 0; \
             Object.defineProperty(document, 'hidden', { value: true }); \
             document.dispatchEvent(new Event('visibilitychange'))",
        )
        .await;
        let shown = page.answer().await.len();
        page.until(&format!("e2e.running() && e2e.answer().length > {}", shown + 200)).await;
        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
    });
}
