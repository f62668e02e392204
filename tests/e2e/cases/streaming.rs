//! Open, ask, and read the answer while it is written.

use crate::support::{Setup, run};

#[test]
fn an_answer_has_citations_that_lead_to_their_source() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.open("plain.html").await;
        page.open_chat().await;
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
