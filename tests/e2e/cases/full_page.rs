//! `/chat`, the chat as a page of its own.

use crate::support::{Setup, run};

#[test]
fn the_full_page_chat_is_open_and_answers() {
    run(Setup::default(), async |case| {
        let url = format!("{}/chat", case.backend.url());
        case.page.open_url(&url).await;
        let page = &case.page;
        page.until("e2e.taken() && e2e.find('.panel').hasAttribute('data-open')").await;
        let answer = page.ask_and_wait("How do I embed the chat with a script tag?").await;
        assert!(answer.contains("Put one script tag"), "{answer}");
        page.element("a.citation").await;
        // It has the whole page to itself.
        let share = "(() => { const box = e2e.find('.panel').getBoundingClientRect(); \
                     return box.width * box.height / (innerWidth * innerHeight) })()";
        let share = page.js(share).await.as_f64().expect("a number");
        assert!(share > 0.9, "the chat has {share} of the page");
    });
}
