//! Signing out leaves nothing behind.

use serde_json::json;

use crate::support::{Case, Page, Setup, knowledge, run};

const CANARY: &str = "canary-5e1a";
const ACCENT: &str = "What is the accent colour?";

/// The browser has no database of the chat any more.
const GONE: &str = "indexedDB.databases().then((all) => all.length === 0)";

/// Where the browser still has something of the chat: names of databases, and places that hold the canary.
async fn left(page: &Page) -> serde_json::Value {
    page.js(&format!(
        "(async () => {{ \
           const left = []; \
           for (const {{ name }} of await indexedDB.databases()) left.push(`database ${{name}}`); \
           const caught = (place, text) => text.includes('{CANARY}') && left.push(place); \
           caught('localStorage', JSON.stringify(localStorage)); \
           caught('sessionStorage', JSON.stringify(sessionStorage)); \
           caught('cookie', document.cookie); \
           for (const name of await caches.keys()) left.push(`cache ${{name}}`); \
           const root = document.querySelector('siesta-chat-host').shadowRoot; \
           caught('page', document.documentElement.outerHTML); \
           caught('chat', [...root.children].map((node) => node.outerHTML).join()); \
           caught('draft', e2e.find('.input').value); \
           return left; \
         }})()"
    ))
    .await
}

#[test]
fn logout_leaves_nothing_behind_and_the_next_message_is_a_new_visitors() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.site.sign_in("anna");
        let page = &mut case.page;
        page.visit("user.html").await;
        page.ask_and_wait(&format!("What is the accent colour of {CANARY}?")).await;
        page.write(CANARY).await;
        // What the scan finds before, so that it can't pass by being blind.
        assert_eq!(left(page).await, json!(["database siesta-chat", "chat", "draft"]));

        page.run("SiestaChat.logout()").await;
        page.until("e2e.all('.message').length === 0").await;
        page.until(GONE).await;
        assert_eq!(left(page).await, json!([]));
        case.proxy.until_count("DELETE /v1/session", 1).await;

        page.ask_and_wait(ACCENT).await;
        page.history(1).await;
        // Anna has hers elsewhere, and nothing of the new visitor's.
        let mut device = case.device().await;
        device.visit("user.html").await;
        device.until(&format!("e2e.text('.message.visitor').includes('{CANARY}')")).await;
        device.history(1).await;
        assert_eq!(device.problems().await, Vec::<String>::new());
    });
}

#[test]
fn a_logout_ends_what_is_being_written() {
    let knowledge = knowledge::long(500);
    run(Setup { knowledge, token_interval_ms: 20, through_proxy: true, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        page.run("SiestaChat.logout(); SiestaChat.send('What is the accent colour?')").await;
        page.until("e2e.answered()").await;
        // The new visitor's question and answer, and nothing of the stream before.
        assert_eq!(page.texts(".message.visitor .text").await, ["What is the accent colour?"]);
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert!(!page.answer().await.contains(&knowledge::long_paragraph(5)[..20]));
        assert_eq!(case.proxy.count("/events"), 0);
    });
}

#[test]
fn a_logout_in_one_tab_empties_the_others() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.site.sign_in("anna");
        let page = &mut case.page;
        page.visit("user.html").await;
        page.ask_and_wait(&format!("What is the accent colour of {CANARY}?")).await;
        page.write(CANARY).await;
        page.history(1).await;
        let first = page.tab().await;
        page.open_in_tab("user.html").await;
        page.open_chat().await;
        page.until("e2e.answered()").await;
        page.run("SiestaChat.logout()").await;
        page.until("e2e.all('.message').length === 0").await;
        page.go_to(&first).await;
        page.until("e2e.all('.message').length === 0 && !e2e.find('.history')").await;
        page.until(GONE).await;
        assert_eq!(left(page).await, json!([]));
        case.proxy.until_count("DELETE /v1/session", 2).await;
    });
}

#[test]
fn a_logout_needs_no_widget() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait(ACCENT).await;
        // A page whose chat nobody has looked at, and one that shows the conversation.
        let first = page.tab().await;
        page.open_in_tab("plain.html").await;
        page.until("Boolean(e2e.find('.launcher'))").await;
        page.run("SiestaChat.logout()").await;
        page.until(GONE).await;
        assert_eq!(page.js("e2e.taken()").await, false);
        page.go_to(&first).await;
        page.until("e2e.all('.message').length === 0").await;
        page.reload().await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        assert_eq!(page.js("e2e.all('.message').length").await, 0);
    });
}

#[test]
fn a_browser_that_keeps_nothing_chats_and_says_so() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("denied.html").await;
        page.ask_and_wait(ACCENT).await;
        page.until("e2e.text('.notice').includes('this chat ends with it')").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        // It is one visitor as long as the page is there, and the visitor can sign in.
        page.history(1).await;
        case.site.sign_in("anna");
        page.identify().await;
        page.toggle_history().await;
        page.ask_and_wait(ACCENT).await;
        assert_eq!(page.js("e2e.all('.message').length").await, 6);
        page.run("SiestaChat.logout()").await;
        page.until("e2e.all('.message').length === 0").await;
    });
}

/// Goes on from a conversation, signs out there, and goes back.
async fn sign_out_and_go_back(case: &mut Case, name: &'static str) {
    case.site.set_headers(name, &[("cache-control", "no-cache")]);
    let page = &mut case.page;
    let next = format!("{name}?next");
    page.visit(name).await;
    page.ask_and_wait(&format!("What is the accent colour of {CANARY}?")).await;
    // The browser keeps the page as it was, for whoever goes back, unless something is compiled in it.
    page.until("e2e.settled()").await;
    page.open(&next).await;
    page.back().await;
    page.until_kept().await;
    page.until("e2e.answered() && e2e.find('.panel').style.opacity === ''").await;
    page.run("delete e2e.kept").await;
    page.open(&next).await;
    page.until("Boolean(e2e.find('.launcher'))").await;
    page.run("SiestaChat.logout()").await;
    page.until(GONE).await;
    page.back().await;
    page.until("location.search === '' && Boolean(e2e.find('.launcher'))").await;
}

#[test]
fn the_way_back_leads_to_nothing_after_a_logout() {
    run(Setup::default(), async |case| {
        sign_out_and_go_back(case, "plain.html").await;
        assert_eq!(left(&case.page).await, json!([]));
    });
}

#[test]
fn the_way_back_leads_to_nothing_where_a_kept_page_hears_of_no_logout() {
    run(Setup::default(), async |case| {
        sign_out_and_go_back(case, "alone.html").await;
        let page = &case.page;
        page.until_kept().await;
        page.until("e2e.all('.message').length === 0 && e2e.find('.panel').style.opacity === ''").await;
        assert_eq!(left(page).await, json!([]));
    });
}
