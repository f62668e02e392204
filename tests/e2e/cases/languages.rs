//! The widget's own words are in the visitor's language, and its direction follows.

use std::time::Duration;

use crate::support::{Fault, Page, Setup, run};

/// Opens a page in a language, and its chat.
async fn visit(page: &mut Page, change: &str) {
    page.open("plain.html").await;
    page.run(change).await;
    page.open_chat().await;
}

async fn names(page: &Page) -> Vec<String> {
    let names = "['.launcher', '.close', '.thread', '.input', '.send', '.actions button'] \
                 .map((part) => e2e.find(part).getAttribute('aria-label'))";
    serde_json::from_value(page.js(names).await).expect("names are texts")
}

#[test]
fn the_page_s_language_is_spoken() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        visit(page, "document.documentElement.lang = 'de-AT'").await;
        page.until("e2e.find('.close').getAttribute('aria-label') === 'Chat schließen'").await;
        assert_eq!(
            names(page).await,
            [
                "Chat öffnen",
                "Chat schließen",
                "Nachrichten",
                "Nachricht",
                "Nachricht senden",
                "Frühere Unterhaltungen"
            ]
        );
        assert_eq!(page.js("document.querySelector('siesta-chat-host').lang").await, "de");
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        assert_eq!(page.js("e2e.find('.visitor').getAttribute('aria-label')").await, "Sie");
        assert_eq!(page.js("e2e.find('.sources').getAttribute('aria-label')").await, "Quellen");
    });
}

#[test]
fn the_tag_s_language_counts_more_than_the_page_s_and_arabic_reads_from_right_to_left() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        visit(
            page,
            "document.documentElement.lang = 'de'; \
                     document.querySelector('siesta-chat-host').dataset.locale = 'ar'",
        )
        .await;
        page.until("e2e.find('.close').getAttribute('aria-label') === 'إغلاق الدردشة'").await;
        assert_eq!(page.js("getComputedStyle(e2e.find('.panel')).direction").await, "rtl");
        // The buttons at the head are at the other end.
        let order =
            "e2e.find('.close').getBoundingClientRect().x < e2e.find('.title').getBoundingClientRect().x";
        assert_eq!(page.js(order).await, true);
    });
}

#[test]
fn english_that_the_tag_asks_for_is_named_and_reads_from_left_to_right() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        visit(
            page,
            "document.documentElement.lang = 'ar'; document.documentElement.dir = 'rtl'; \
                     document.querySelector('siesta-chat-host').dataset.locale = 'en'",
        )
        .await;
        page.until("document.querySelector('siesta-chat-host').lang === 'en'").await;
        assert_eq!(page.js("getComputedStyle(e2e.find('.panel')).direction").await, "ltr");
        assert_eq!(names(page).await[1], "Close chat");
        assert_eq!(case.proxy.count("locales"), 0);
    });
}

#[test]
fn an_english_page_loads_no_other_language_and_a_lost_one_leaves_the_chat_in_english() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        case.page.ask_and_wait("What is the accent colour?").await;
        assert_eq!(case.proxy.count("locales"), 0);

        case.expect_report("status of 404");
        case.tolerate_report("locales");
        case.proxy.fail("locales", 9, Fault::Answer(404, "text/plain", String::new(), None));
        visit(&mut case.page, "document.documentElement.lang = 'fr'").await;
        while case.proxy.count("locales") == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        case.page.ask_and_wait("How do I embed the chat with a script tag?").await;
        assert_eq!(names(&case.page).await[1], "Close chat");
    });
}
