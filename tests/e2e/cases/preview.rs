//! The preview page of developers.

use crate::support::{Setup, run};

#[test]
fn the_inspector_shows_the_manifest_the_context_and_the_events() {
    run(Setup::default(), async |case| {
        let url = format!("{}/", case.backend.url());
        case.page.open_url(&url).await;
        let page = &case.page;
        page.open_chat().await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        let text = "document.getElementById";
        page.until(&format!("{text}('manifest').textContent.includes('\"greeting\"')")).await;
        page.until(&format!("{text}('context').textContent.includes('Olive & Thyme')")).await;
        page.until(&format!("{text}('events').textContent.includes('RUN_FINISHED')")).await;
        let first = page.js("document.querySelector('#events li').textContent").await;
        assert!(first.as_str().expect("text").contains("RUN_STARTED"), "{first}");
    });
}
