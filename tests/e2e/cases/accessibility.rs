//! axe-core finds nothing, in every state and both colour schemes.

use crate::support::{Page, Setup, axe_source, run};

async fn check(page: &Page, state: &str) {
    // What fades in is judged once it is there.
    page.until("e2e.all('*').every((node) => node.getAnimations().length === 0)").await;
    page.run(
        "window.found = undefined; \
         axe.run(document, { resultTypes: ['violations'] }).then((result) => { window.found = result; })",
    )
    .await;
    page.until("window.found?.passes.length").await;
    let nodes = "(rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)";
    let found = page.js(&format!("found.violations.flatMap({nodes})")).await;
    assert_eq!(found, serde_json::json!([]), "{state}");
    // What it did look at, so that an empty page can't pass.
    let looked = page.js("found.passes.flatMap((rule) => rule.nodes).some((node) => `${node.target}`.includes('siesta-chat-host'))").await;
    assert_eq!(looked, true, "{state}: the chat was not looked at");
}

fn scheme(scheme: &'static str) {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.browser.prefer_colours(scheme).await;
        page.open("plain.html").await;
        page.run(&axe_source()).await;
        page.until("Boolean(e2e.find('.launcher'))").await;
        check(page, "closed").await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        check(page, "open").await;
        page.ask_and_wait("Which limit has the message length? Show the table.").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        check(page, "with an answer").await;
        page.toggle_history().await;
        page.element(".history li button").await;
        check(page, "with the history").await;
    });
}

#[test]
fn nothing_stands_in_the_way_of_anybody_in_light_colours() {
    scheme("light");
}

#[test]
fn nothing_stands_in_the_way_of_anybody_in_dark_colours() {
    scheme("dark");
}
