//! An answer goes on after anything that breaks its connection.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Case, Engine, Fault, Page, Setup, evidence_folder, knowledge, run};

const WORDS: usize = 300;
/// Breaks in the measurement, of each kind.
const BREAKS: usize = 10;

fn slow(words: usize) -> Setup {
    let knowledge = knowledge::long(words);
    Setup { knowledge, token_interval_ms: 20, through_proxy: true, ..Setup::default() }
}

async fn ask(page: &mut Page) {
    page.visit("plain.html").await;
    page.until("Boolean(e2e.find('.suggestion'))").await;
    page.ask(knowledge::LONG_QUESTION).await;
    page.until("e2e.answer().length > 20").await;
}

async fn ends_whole(case: &Case, words: usize) {
    let page = &case.page;
    page.until("e2e.answered()").await;
    assert!(page.answer().await.starts_with(&knowledge::long_paragraph(words)), "{}", page.answer().await);
    assert_eq!(page.js("e2e.all('.message').length").await, 2);
    assert_eq!(page.js("e2e.all('.fate').length").await, 0);
    assert_eq!(case.questions().await.len(), 1);
    case.proxy.until_streams(0).await;
}

/// Milliseconds until the answer grows again.
async fn time_to_grow(page: &Page, begun: Instant) -> u128 {
    let length = page.answer().await.len();
    page.until(&format!("e2e.answer().length > {length}")).await;
    begun.elapsed().as_millis()
}

#[test]
fn an_answer_goes_on_within_a_moment_once_the_network_is_back() {
    let words = 2_000;
    run(slow(words), async |case| {
        case.tolerate_report("ERR_INTERNET_DISCONNECTED");
        case.tolerate_report_of_cuts();
        ask(&mut case.page).await;
        let page = &case.page;
        page.run(
            "window.tries = 0; const { fetch } = window; window.fetch = (...of) => (tries++, fetch(...of))",
        )
        .await;
        let mut times = Vec::new();
        for _ in 0..BREAKS {
            case.proxy.cut();
            let begun = Instant::now();
            page.until("e2e.text('.status').includes('Reconnecting')").await;
            times.push(time_to_grow(page, begun).await);
        }
        for _ in 0..BREAKS {
            page.browser.set_offline(true).await;
            case.proxy.cut();
            page.until("e2e.text('.status').includes('Reconnecting')").await;
            // Some attempts later they are seconds apart.
            let tries = page.js("tries").await;
            page.until(&format!("tries >= {tries} + 3")).await;
            page.browser.set_offline(false).await;
            times.push(time_to_grow(page, Instant::now()).await);
        }
        ends_whole(case, words).await;
        times.sort_unstable();
        let (p50, p95, max) =
            (times[times.len() / 2], times[times.len() * 95 / 100 - 1], times[times.len() - 1]);
        println!("{} breaks, resumed after: p50 {p50} ms, p95 {p95} ms, max {max} ms", times.len());
        let report = json!({ "breaks": times.len(), "p50_ms": p50, "p95_ms": p95, "max_ms": max });
        fs::write(evidence_folder().join("resume.json"), format!("{report:#}\n"))
            .expect("target/ can be written");
    });
}

#[test]
fn an_event_that_is_missing_is_fetched_before_anything_after_it_is_shown() {
    resume(Engine::Chromium);
}

/// In an engine.
pub(super) fn resume(engine: Engine) {
    run(Setup { engine, ..slow(WORDS) }, async |case| {
        case.proxy.fail("/runs", 1, Fault::WithoutEvent(12));
        case.proxy.fail("/events", 1, Fault::WithoutEvent(3));
        ask(&mut case.page).await;
        ends_whole(case, WORDS).await;
        assert_eq!(case.proxy.count("/events"), 2);
        assert_eq!(case.proxy.count("POST /v1/assistants"), 1);
    });
}

#[test]
fn a_connection_that_says_nothing_any_more_is_given_up() {
    run(slow(WORDS), async |case| {
        case.proxy.fail("/runs", 1, Fault::SilentAfterEvents(20));
        ask(&mut case.page).await;
        // Long after the last word that was let through.
        while case.agent.token_log().len() < WORDS / 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(case.proxy.count("/events"), 0);
        case.page.run("e2e.forward(60_000)").await;
        ends_whole(case, WORDS).await;
        assert_eq!(case.proxy.count("/events"), 1);
    });
}

#[test]
fn a_backend_that_stumbles_is_asked_again_for_the_rest_of_an_answer() {
    run(slow(WORDS), async |case| {
        case.tolerate_report_of_cuts();
        case.expect_report("status of 500");
        case.proxy.fail("/runs", 1, Fault::CutAfterEvents(20));
        case.proxy.fail("/events", 2, Fault::Answer(500, "text/html", "<h1>Oops</h1>".to_owned(), None));
        ask(&mut case.page).await;
        ends_whole(case, WORDS).await;
        assert_eq!(case.proxy.count("/events"), 3);
    });
}

#[test]
fn a_signed_in_visitor_without_a_network_gets_the_rest_of_an_answer_when_it_is_back() {
    run(slow(1_000), async |case| {
        case.tolerate_report("ERR_INTERNET_DISCONNECTED");
        case.tolerate_report_of_cuts();
        case.site.sign_in("anna");
        let page = &mut case.page;
        page.visit("user.html").await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.answer().length > 20").await;
        page.run(
            "window.asked = 0; const { identity } = window; \
             SiestaChat.identify(() => { asked++; return identity(); })",
        )
        .await;
        page.until("asked === 1 && e2e.find('.panel').style.opacity === ''").await;
        page.browser.set_offline(true).await;
        // The token ends, and the page can't ask its own backend for another word.
        page.run("e2e.forward(3_600_000)").await;
        case.proxy.cut();
        page.until("asked > 2").await;
        page.browser.set_offline(false).await;
        ends_whole(case, 1_000).await;
    });
}

#[test]
fn a_page_that_is_left_holds_no_connection_and_goes_on_when_the_visitor_comes_back() {
    run(slow(WORDS), async |case| {
        // Browsers keep no page that may not be stored.
        case.site.set_headers("plain.html", &[("cache-control", "no-cache")]);
        ask(&mut case.page).await;
        let page = &mut case.page;
        page.open("double.html").await;
        case.proxy.until_streams(0).await;
        page.back().await;
        page.until_kept().await;
        ends_whole(case, WORDS).await;
    });
}

#[test]
fn a_page_brought_back_learns_what_was_said_meanwhile() {
    run(slow(WORDS), async |case| {
        case.site.set_headers("plain.html", &[("cache-control", "no-cache")]);
        ask(&mut case.page).await;
        let page = &mut case.page;
        // Browsers keep no page in which something is compiled, either.
        page.until("e2e.answered() && e2e.settled()").await;
        page.visit("double.html").await;
        page.until("e2e.answered()").await;
        page.ask_and_wait("Hello").await;
        page.back().await;
        page.until_kept().await;
        page.until("e2e.all('.message').length === 4 && e2e.answered()").await;
        case.proxy.until_streams(0).await;
    });
}

#[test]
fn a_page_older_than_the_backend_asks_for_a_reload_and_nothing_is_lost() {
    run(slow(WORDS), async |case| {
        case.tolerate_report_of_cuts();
        // The browser says that it is not what was asked for.
        case.tolerate_report("split_later");
        // What an update does: the files of the page's own version are gone.
        let gone = Fault::Answer(404, "text/plain", String::new(), None);
        case.proxy.fail("split_later", usize::MAX, gone);
        case.proxy.fail("/runs", 1, Fault::CutAfterEvents(20));
        ask(&mut case.page).await;
        let page = &mut case.page;
        page.until("e2e.text('.fate.failed').includes('reload the page') && !e2e.running()").await;
        page.click("[aria-label='New conversation']").await;
        page.toggle_history().await;
        page.click(".history li button").await;
        page.until("e2e.text('.notice').includes('reload the page')").await;
        case.proxy.mend();
        page.reload().await;
        page.open_chat().await;
        ends_whole(case, WORDS).await;
    });
}
