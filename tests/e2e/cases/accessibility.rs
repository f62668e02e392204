//! axe-core finds nothing, in every state and for every way to look at it.

use serde_json::{Value, json};

use crate::support::{Fault, Page, Setup, axe_source, knowledge, run};

/// All that axe-core finds of the chat and its page as they are now.
async fn violations(page: &Page, state: &str) -> Value {
    // What fades in is judged once it is there; what pulses, as it is.
    let still = "e2e.all('*').every((node) => node.getAnimations().every((it) => \
                 it.effect.getComputedTiming().iterations === Infinity))";
    page.until(still).await;
    page.run(
        "window.found = undefined; \
         axe.run(document, { resultTypes: ['violations'] }).then((result) => { window.found = result; })",
    )
    .await;
    page.until("window.found?.passes.length").await;
    let nodes = "(rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)";
    // What it did look at, so that an empty page can't pass.
    let looked = page.js("found.passes.flatMap((rule) => rule.nodes).some((node) => `${node.target}`.includes('siesta-chat-host'))").await;
    assert_eq!(looked, true, "{state}: the chat was not looked at");
    page.js(&format!("found.violations.flatMap({nodes})")).await
}

pub(super) async fn check(page: &Page, state: &str) {
    assert_eq!(violations(page, state).await, json!([]), "{state}");
}

/// The chat from the bubble to the list of conversations.
fn tour(prepare: impl AsyncFnOnce(&Page)) {
    run(Setup { token_interval_ms: 30, ..Setup::default() }, async |case| {
        let page = &mut case.page;
        prepare(page).await;
        page.open("plain.html").await;
        page.run(&axe_source()).await;
        page.until("Boolean(e2e.find('.launcher'))").await;
        check(page, "closed").await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        check(page, "open").await;
        page.ask("Which limit has the message length? Show the table.").await;
        page.until("Boolean(e2e.find('.status'))").await;
        page.until("e2e.answered()").await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        check(page, "with an answer").await;
        page.run("e2e.find('.thread').scrollTop = 0").await;
        check(page, "looking back").await;
        page.toggle_history().await;
        page.element(".history li button").await;
        check(page, "with the history").await;
    });
}

#[test]
fn nothing_stands_in_the_way_of_anybody_in_light_colours() {
    tour(async |page| page.browser.prefer_colours("light").await);
}

#[test]
fn nothing_stands_in_the_way_of_anybody_in_dark_colours() {
    tour(async |page| page.browser.prefer_colours("dark").await);
}

#[test]
fn nothing_stands_in_the_way_of_anybody_with_colours_of_their_own() {
    tour(async |page| page.browser.prefer(&[("forced-colors", "active")]).await);
}

#[test]
fn nothing_stands_in_the_way_of_anybody_who_wants_contrast_and_no_motion() {
    tour(async |page| {
        page.browser.prefer(&[("prefers-contrast", "more"), ("prefers-reduced-motion", "reduce")]).await;
    });
}

#[test]
fn nothing_stands_in_the_way_of_anybody_on_a_phone() {
    tour(async |page| page.browser.resize(390, 780, true).await);
}

#[test]
fn nothing_stands_in_the_way_of_anybody_at_400_percent() {
    tour(async |page| page.browser.resize(320, 256, false).await);
}

#[test]
fn nothing_stands_in_the_way_of_anybody_while_an_answer_is_written_and_when_it_breaks() {
    let knowledge = knowledge::long(1_000);
    let setup = Setup { knowledge, token_interval_ms: 30, through_proxy: true, ..Setup::default() };
    run(setup, async |case| {
        case.expect_report("status of 500");
        let page = &mut case.page;
        page.open("plain.html").await;
        page.run(&axe_source()).await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        check(page, "streaming").await;
        assert_eq!(page.js("e2e.running()").await, true, "it was judged while it was written");
        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
        check(page, "stopped").await;
        let broken = Fault::Answer(500, "text/html", "<h1>Oops</h1>".to_owned(), None);
        case.proxy.fail("/runs", 99, broken);
        page.run("e2e.hurry()").await;
        page.ask("What is the accent colour?").await;
        page.until("Boolean(e2e.find('.failed'))").await;
        check(page, "with an error").await;
    });
}

#[test]
fn a_chat_that_stands_in_the_way_is_found_out() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.run(&axe_source()).await;
        page.run(
            "e2e.find('.close').removeAttribute('aria-label'); \
             e2e.find('.title').style.setProperty('color', '#eee')",
        )
        .await;
        let found = violations(page, "with faults").await.to_string();
        assert!(found.contains("button-name") && found.contains("color-contrast"), "{found}");
    });
}
