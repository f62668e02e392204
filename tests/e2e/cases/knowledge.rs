//! Answers stand in the knowledge, as it is now.

use crate::support::{Setup, knowledge, run};

#[test]
fn a_changed_sentence_changes_the_answer_and_its_citation() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        let answer = page.ask_and_wait("What is the accent colour?").await;
        assert!(answer.contains("comes from the manifest"), "{answer}");
        let link = page.js("e2e.last('a.citation').getAttribute('href')").await;
        assert!(link.as_str().expect("a link").ends_with("embedding.md#colours"), "{link}");

        let changed = "# Embedding\n\n## Accent\n\nThe accent colour follows the season of the year.\n";
        case.agent.write(knowledge::FILE, changed);
        let answer = page.ask_and_wait("What is the accent colour?").await;
        assert!(answer.contains("follows the season of the year"), "{answer}");
        assert!(!answer.contains("comes from the manifest"), "{answer}");
        let link = page.js("e2e.last('a.citation').getAttribute('href')").await;
        assert!(link.as_str().expect("a link").ends_with("embedding.md#accent"), "{link}");
    });
}

#[test]
fn a_question_beyond_the_knowledge_gets_no_made_up_answer() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        let answer = page.ask_and_wait("Who won the regatta of 1923 in Kiel?").await;
        assert!(!answer.is_empty());
        assert_eq!(page.js("e2e.all('a.citation, .sources').length").await, 0, "{answer}");
    });
}
