//! Who asks too much is told when to come back, and nobody else notices.

use std::time::Instant;

use backend::http::router::{Counts, ROUTES};
use backend::limits::address::TrustedProxies;
use backend::limits::{Each, Scope, What};
use backend::settings::Settings;
use contract::error::code;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, ORIGIN, Transport, id};
use crate::support::events::Events;
use crate::support::vendor::{Plan, Vendor};

/// More than any case uses.
const PLENTY: u32 = 10_000;

fn each(visitor: u32, address: u32, site: u32) -> Each<u32> {
    Each { visitor, address, site }
}

async fn limited(change: impl FnOnce(&mut Settings)) -> Backend {
    Backend::start_with(&Vendor::saying(&["ok"]).await, Transport::Realtime, change).await
}

/// The seconds to wait, of an answer that has to be a 429 that the page can read.
async fn refused(response: Response) -> u64 {
    assert_eq!(response.status(), 429);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/problem+json");
    assert_eq!(header("access-control-allow-origin"), ORIGIN);
    assert!(header("access-control-expose-headers").contains("retry-after"));
    let told = header("retry-after");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["code"], code::RATE_LIMITED);
    assert_eq!(problem["retryAfter"].to_string(), told);
    let seconds = problem["retryAfter"].as_u64().unwrap();
    assert!(problem["detail"].as_str().unwrap().contains(&format!("{seconds} s")), "{problem}");
    seconds
}

fn session(backend: &Backend) -> RequestBuilder {
    backend.request(Method::POST, "/v1/session").json(&json!({}))
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[test]
fn every_route_of_the_api_counts_but_the_way_out_and_no_other() {
    for route in ROUTES {
        let expected = match (route.method, route.path) {
            ("DELETE", "/v1/session") => Counts::Nothing,
            (_, "/v1/assistants/{role}/runs") => Counts::Run,
            (_, path) if path.starts_with("/v1/") => Counts::Request,
            _ => Counts::Nothing,
        };
        assert_eq!(route.counts, expected, "{} {}", route.method, route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_asks_too_often_is_told_when_to_come_back_and_others_are_served() {
    let backend = limited(|settings| settings.limits.requests = each(2, PLENTY, PLENTY)).await;
    let (busy, other) = (backend.visitor().await, backend.visitor().await);
    for _ in 0..2 {
        assert_eq!(status(busy.get(&backend, "/v1/threads")).await, 200);
    }
    let wait = refused(busy.get(&backend, "/v1/threads").send().await.unwrap()).await;
    assert!((1..=30).contains(&wait), "{wait}");
    // Each of the visitor's routes, and none that is nobody's.
    refused(busy.get(&backend, &format!("/v1/threads/{}", id())).send().await.unwrap()).await;
    refused(busy.send(&backend, &Asked { thread: id(), run: id(), text: "Hi?".into() }).await).await;
    assert_eq!(status(other.get(&backend, "/v1/threads")).await, 200);
    assert_eq!(status(session(&backend)).await, 200);
    assert_eq!(status(busy.delete(&backend, "/v1/session")).await, 204, "leaving is always possible");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_tokens_use_up_what_the_address_may_ask() {
    let backend = limited(|settings| settings.limits.requests = each(PLENTY, 5, 1)).await;
    let guess = |token: Option<&str>| {
        let request = backend.request(Method::GET, &format!("/v1/threads/{}", id()));
        match token {
            Some(token) => request.bearer_auth(token.to_owned()),
            None => request,
        }
    };
    for token in [Some("guess"), None, Some("a.b.c"), Some("")] {
        assert_eq!(status(guess(token)).await, 401, "{token:?}");
    }
    assert_eq!(status(session(&backend)).await, 200, "the site's only one is still there");
    for token in [Some("guess"), None] {
        refused(guess(token).send().await.unwrap()).await;
    }
    assert_eq!(status(backend.bare(Method::GET, "/healthz")).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_a_failing_database_could_not_look_up_is_no_guess() {
    let backend = limited(|settings| settings.limits.requests = each(PLENTY, 2, PLENTY)).await;
    let visitor = backend.visitor().await;
    backend.app.store.close().await;
    for _ in 0..3 {
        assert_eq!(status(visitor.get(&backend, "/v1/threads")).await, 503);
    }
    assert_eq!(status(session(&backend)).await, 200, "the address has its other one");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_gives_a_caller_another_address() {
    let backend = limited(|settings| settings.limits.requests = each(PLENTY, 5, PLENTY)).await;
    let mut served = 0;
    for number in 0..200 {
        let forged = format!("198.51.100.{number}, 203.0.113.{}", 199 - number);
        let request = session(&backend)
            .header("x-forwarded-for", &forged)
            .header("x-real-ip", &forged)
            .header("forwarded", format!("for={forged}"));
        served += u32::from(status(request).await == 200);
    }
    assert_eq!(served, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_each_address_is_counted_and_a_64_is_one() {
    let backend = limited(|settings| {
        settings.limits.requests = each(PLENTY, 1, PLENTY);
        settings.limits.trusted_proxies =
            TrustedProxies::new(vec![TrustedProxies::parse_network("127.0.0.0/8").unwrap()]);
    })
    .await;
    let from = |forwarded: &str| status(session(&backend).header("x-forwarded-for", forwarded.to_owned()));
    assert_eq!(from("198.51.100.1").await, 200);
    assert_eq!(from("198.51.100.1").await, 429);
    assert_eq!(from("6.6.6.6, 198.51.100.1").await, 429, "what stands before is the caller's word");
    assert_eq!(from("198.51.100.2").await, 200);
    assert_eq!(from("2001:db8:1:2::1").await, 200);
    assert_eq!(from("2001:db8:1:2:ffff::9").await, 429);
    assert_eq!(from("2001:db8:1:3::1").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_has_an_end_too_and_health_and_widget_answer_beyond_it() {
    let backend = limited(|settings| settings.limits.requests = each(PLENTY, PLENTY, 3)).await;
    for _ in 0..3 {
        assert_eq!(status(session(&backend)).await, 200);
    }
    refused(session(&backend).send().await.unwrap()).await;
    for path in ["/healthz", "/readyz", "/openapi.json", "/chat"] {
        assert_ne!(status(backend.bare(Method::GET, path)).await, 429, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_counted_by_themselves() {
    let backend = limited(|settings| settings.limits.runs = each(1, PLENTY, PLENTY)).await;
    let visitor = backend.visitor().await;
    let (asked, _) = visitor.hear(&backend, "Hi?").await;
    refused(visitor.ask(&backend, "And?").await.1).await;
    let path = format!("/v1/threads/{}", asked.thread);
    assert_eq!(status(visitor.get(&backend, &path)).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_waits_for_a_place_and_the_same_bytes_are_taken_then() {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.limits.running = each(1, PLENTY, PLENTY);
    })
    .await;
    let visitor = backend.visitor().await;
    let (first, response) = visitor.ask(&backend, "Hi?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;

    let second = Asked { thread: id(), run: id(), text: "And?".to_owned() };
    refused(visitor.send(&backend, &second).await).await;
    let path = format!("/v1/threads/{}", second.thread);
    assert_eq!(status(visitor.get(&backend, &path)).await, 404, "nothing was stored");
    // Asking again for the run that has the place is no new run.
    let again = Events::of(visitor.send(&backend, &first).await);
    // Neither are others in the way.
    let other = backend.visitor().await;
    let (_, others) = other.ask(&backend, "Hi?").await;
    let others = Events::of(others);

    let cancel = format!("/v1/runs/{}/cancel", first.run);
    assert_eq!(status(visitor.post(&backend, &cancel)).await, 202);
    let whole = again.all().await;
    assert_eq!(whole.last().unwrap().1["type"], "RUN_FINISHED");
    drop((events, others));

    let mut taken = Events::of(visitor.send(&backend, &second).await);
    taken.until("TEXT_MESSAGE_CONTENT").await;
    // Nor is asking again for one that has ended.
    assert_eq!(Events::of(visitor.send(&backend, &first).await).all().await, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hears_an_ended_run_again_is_not_noted_as_refused() {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.limits.running = each(PLENTY, PLENTY, 1);
    })
    .await;
    let visitor = backend.visitor().await;
    let (first, response) = visitor.ask(&backend, "Hi?").await;
    let mut ended = Events::of(response);
    ended.until("TEXT_MESSAGE_CONTENT").await;
    assert_eq!(status(visitor.post(&backend, &format!("/v1/runs/{}/cancel", first.run))).await, 202);
    ended.all().await;
    let second = Asked { thread: id(), run: id(), text: "And?".to_owned() };
    let mut running = Events::of(visitor.send(&backend, &second).await);
    running.until("TEXT_MESSAGE_CONTENT").await;

    assert_eq!(
        Events::of(visitor.send(&backend, &first).await).all().await.last().unwrap().1["type"],
        "RUN_FINISHED"
    );
    let refused = backend.app.limits.notice(What::Running, Scope::Site, Instant::now());
    assert_eq!(refused, Some(1), "this one is the first");
}
