//! What visitors see when the agent platform fails.

use std::time::Duration;

use contract::error::code;
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, Transport, id};
use crate::support::events::{Events, kinds, text};
use crate::support::vendor::{Plan, Reply, Step, Vendor, answer, delta, done};

/// The events of one question to a backend whose platform does this.
async fn run(transport: Transport, plan: Plan) -> (Vec<(u64, Value)>, Vendor) {
    let vendor = Vendor::start(plan).await;
    let backend = Backend::start_with(&vendor, transport, |_| {}).await;
    let (_, response) = backend.visitor().await.ask(&backend, "Hi?").await;
    (Events::of(response).all().await, vendor)
}

#[track_caller]
fn assert_failed(events: &[(u64, Value)], code: &str) {
    let (_, error) = events.last().unwrap();
    assert_eq!(error["type"], "RUN_ERROR", "{error}");
    assert_eq!(error["code"], code, "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.ends_with('.') && !message.contains("CANARY"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_of_the_platform_has_its_code_on_both_transports() {
    let cases = [
        (400, code::UPSTREAM_REJECTED),
        (401, code::UPSTREAM_REJECTED),
        (403, code::UPSTREAM_REJECTED),
        (404, code::AGENT_NOT_FOUND),
        (429, code::UPSTREAM_RATE_LIMITED),
        (500, code::UPSTREAM_UNAVAILABLE),
        (503, code::UPSTREAM_UNAVAILABLE),
    ];
    for (status, code) in cases {
        let replies = || vec![Reply::refusal(status); 3].into();
        let (events, _) = run(Transport::Realtime, Plan { sessions: replies(), ..Plan::default() }).await;
        assert_eq!(kinds(&events), ["RUN_STARTED", "RUN_ERROR"]);
        assert_failed(&events, code);
        let (events, _) = run(Transport::Response, Plan { answers: replies(), ..Plan::default() }).await;
        assert_eq!(kinds(&events), ["RUN_STARTED", "RUN_ERROR"]);
        assert_failed(&events, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_says_when_to_come_back() {
    let reply = Reply { retry_after: Some(7200), ..Reply::refusal(429) };
    let (events, vendor) =
        run(Transport::Realtime, Plan { sessions: [reply].into(), ..Plan::default() }).await;
    assert_failed(&events, code::UPSTREAM_RATE_LIMITED);
    assert_eq!(events.last().unwrap().1["retryAfter"], 7200);
    assert_eq!(vendor.seen().sessions.len(), 1, "it was not pestered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_could_not_be_used_is_tried_once_more() {
    let plan = |sessions: Vec<Reply>, connects: Vec<Reply>| Plan {
        sessions: sessions.into(),
        connects: connects.into(),
        steps: answer(&["Hello"]),
        ..Plan::default()
    };
    let (events, vendor) = run(Transport::Realtime, plan(vec![Reply::refusal(500)], vec![])).await;
    assert_eq!(text(&events), "Hello");
    assert_eq!(vendor.seen().sessions.len(), 2);
    let (events, vendor) = run(Transport::Realtime, plan(vec![], vec![Reply::refusal(503)])).await;
    assert_eq!(text(&events), "Hello");
    assert_eq!(vendor.seen().sessions.len(), 2);
    let (events, vendor) = run(Transport::Realtime, plan(vec![], vec![Reply::refusal(503); 2])).await;
    assert_failed(&events, code::UPSTREAM_UNAVAILABLE);
    assert_eq!(vendor.seen().sessions.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_asked_is_never_asked_again_by_itself() {
    for steps in [vec![Step::Cut], vec![delta("Hel"), Step::Cut]] {
        let (events, vendor) = run(Transport::Realtime, Plan { steps, ..Plan::default() }).await;
        assert_failed(&events, code::UPSTREAM_UNAVAILABLE);
        let asked = vendor.seen().events.iter().filter(|event| event["type"] == "response.create").count();
        assert_eq!(asked, 1);
    }
    let answers = vec![Reply::refusal(500); 3].into();
    let (_, vendor) = run(Transport::Response, Plan { answers, ..Plan::default() }).await;
    assert_eq!(vendor.seen().requests.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_a_failure_stays() {
    let (events, _) =
        run(Transport::Realtime, Plan { steps: vec![delta("Hel"), Step::Cut], ..Plan::default() }).await;
    assert_eq!(kinds(&events), ["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "RUN_ERROR"]);
    assert_eq!(text(&events), "Hel");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_end_badly_have_their_codes() {
    let (events, _) = run(Transport::Realtime, Plan { steps: vec![done("failed")], ..Plan::default() }).await;
    assert_failed(&events, code::UPSTREAM_UNAVAILABLE);
    let error = json!({ "type": "error", "error": { "type": "server_error", "code": "c",
        "message": "CANARY vendor words" } });
    let (events, _) =
        run(Transport::Realtime, Plan { steps: vec![Step::Say(error)], ..Plan::default() }).await;
    assert_failed(&events, code::UPSTREAM_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_and_unknown_events_do_not_cost_the_answer() {
    let mut steps = vec![
        Step::Say(json!({ "type": "response.output_text.delta", "item_id": "i" })),
        Step::Say(json!({ "type": "siesta.subagent.status", "id": 7 })),
        Step::Say(json!({ "no": "type" })),
    ];
    steps.extend(answer(&["Hello"]));
    let (events, _) = run(Transport::Realtime, Plan { steps, ..Plan::default() }).await;
    assert_eq!(text(&events), "Hello");
    assert_eq!(kinds(&events).last(), Some(&"RUN_FINISHED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_too_long_ends() {
    let plan = Plan { steps: vec![delta("Hel"), Step::Deaf], ..Plan::default() };
    for idle in [false, true] {
        let vendor = Vendor::start(plan.clone()).await;
        let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
            let limit = if idle { &mut settings.runs.idle } else { &mut settings.runs.deadline };
            *limit = Duration::from_millis(500);
        })
        .await;
        let (_, events) = backend.visitor().await.hear(&backend, "Hi?").await;
        assert_failed(&events, code::RUN_TIMEOUT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_the_platform_forgot_begins_anew() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (asked, _) = visitor.hear(&backend, "One").await;
    let sessions = [Reply::refusal(404)].into();
    vendor.plan(Plan { sessions, steps: answer(&["again"]), ..Plan::default() });
    let next = Asked { run: id(), ..asked };
    assert_eq!(text(&Events::of(visitor.send(&backend, &next).await).all().await), "again");
    assert_eq!(vendor.seen().sessions.last().unwrap(), &json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_platform_is_unavailable() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        // Nothing listens on the discard port of a loopback address.
        settings.siesta.api_url = "http://127.0.0.1:9".parse().unwrap();
    })
    .await;
    let (_, response) = backend.visitor().await.ask(&backend, "Hi?").await;
    assert_failed(&Events::of(response).all().await, code::UPSTREAM_UNAVAILABLE);
}
