//! A page that the backend doesn't know.

use crate::support::{BackendSettings, Setup, run};

#[test]
fn a_foreign_page_gets_a_friendly_sentence_and_its_owner_the_remedy() {
    let backend = BackendSettings {
        dev: false,
        allowed_origins: "https://www.example.com",
        ..BackendSettings::default()
    };
    run(Setup { backend, ..Setup::default() }, async |case| {
        case.expect_report("console.warn: Siesta Chat: ");
        case.expect_report("to CHAT_ALLOWED_ORIGINS");
        case.expect_report("status of 403");
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.until("Boolean(e2e.text('.notice'))").await;
        let notice = page.js("e2e.text('.notice')").await;
        assert_eq!(notice, "The chat isn’t set up for this page yet. The site’s owner can mend this.");
        assert!(case.questions().await.is_empty());
    });
}
