//! Stopping an answer.

use crate::support::{Setup, knowledge, run};

const WORDS: usize = 1_000;

#[test]
fn a_stopped_answer_keeps_what_was_written_and_says_so() {
    let knowledge = knowledge::long(WORDS);
    run(Setup { knowledge, token_interval_ms: 20, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        assert_eq!(page.js("e2e.find('.send').getAttribute('aria-label')").await, "Stop the answer");
        page.click(".send[data-stop]").await;
        page.until("e2e.answered() && e2e.text('.fate') === 'Stopped'").await;
        let answer = page.answer().await;
        let text = knowledge::long_paragraph(WORDS);
        assert!(text.starts_with(&answer) && answer.len() < text.len(), "{answer}");

        // The agent has stopped as well, and the mark stays.
        let written = case.agent.token_log().len();
        page.reload().await;
        page.open_chat().await;
        page.until("e2e.answered() && e2e.text('.fate') === 'Stopped'").await;
        assert!(text.starts_with(&page.answer().await) && page.answer().await.len() >= answer.len());
        assert_eq!(case.agent.token_log().len(), written);
    });
}
