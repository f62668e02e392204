//! `Idempotency-Key`: a `POST` that is sent again counts once.

use backend::app::SITE;
use backend::http::openapi;
use backend::http::router::ROUTES;
use backend::settings::Settings;
use backend::store::{Answered, Once};
use contract::error::code;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::backend::{Asked, Backend, Transport, Visitor, id, now};
use crate::support::events::Events;
use crate::support::vendor::{Plan, Step, Vendor, delta};

async fn answered(vendor: &Vendor) -> (Backend, Visitor, Asked) {
    let backend = Backend::start(vendor).await;
    let visitor = backend.visitor().await;
    let (asked, _) = visitor.hear(&backend, "Hi?").await;
    (backend, visitor, asked)
}

fn feedback(asked: &Asked) -> String {
    format!("/v1/threads/{}/messages/{}:answer/feedback", asked.thread, asked.run)
}

/// Status, and code or body.
async fn post(backend: &Backend, visitor: &Visitor, path: &str, key: &str, rating: &str) -> (u16, Value) {
    let request = visitor.post(backend, path).header("idempotency-key", key);
    let response = request.json(&json!({ "rating": rating })).send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
    (status, if status >= 400 { body["code"].clone() } else { body })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_gets_the_same_answer_also_after_a_restart() {
    let (backend, visitor, asked) = answered(&Vendor::saying(&["Hello"]).await).await;
    let (path, key) = (feedback(&asked), id());
    let first = post(&backend, &visitor, &path, &key, "up").await;
    assert_eq!((first.0, first.1["seq"].is_u64()), (200, true));
    assert_eq!(post(&backend, &visitor, &path, &key, "up").await, first);
    let backend = backend.restart().await;
    assert_eq!(post(&backend, &visitor, &path, &key, "up").await, first);
    // Spaces of the JSON don't count, what it says does.
    let request = visitor.post(&backend, &path).header("idempotency-key", &key);
    let request = request.header("content-type", "application/json").body("{ \"rating\" : \"up\" }");
    assert_eq!(request.send().await.unwrap().json::<Value>().await.unwrap(), first.1);
    let conflict = (409, json!(code::IDEMPOTENCY_CONFLICT));
    assert_eq!(post(&backend, &visitor, &path, &key, "down").await, conflict);

    let events = backend.app.store.read_events(&asked.thread, 0, 99).await.unwrap();
    assert_eq!(events.iter().filter(|entry| entry.json.contains("siesta.feedback")).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_good_for_one_request_of_its_route_and_visitor() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let (backend, visitor, asked) = answered(&vendor).await;
    let (other, _) = visitor.hear(&backend, "Ho?").await;
    let key = id();
    assert_eq!(post(&backend, &visitor, &feedback(&asked), &key, "up").await.0, 200);
    let conflict = (409, json!(code::IDEMPOTENCY_CONFLICT));
    assert_eq!(post(&backend, &visitor, &feedback(&other), &key, "up").await, conflict);
    let cancel = |asked: &Asked| format!("/v1/runs/{}/cancel", asked.run);
    assert_eq!(post(&backend, &visitor, &cancel(&asked), &key, "").await, (202, Value::Null));
    assert_eq!(post(&backend, &visitor, &cancel(&asked), &key, "").await, (202, Value::Null));
    assert_eq!(post(&backend, &visitor, &cancel(&other), &key, "").await, conflict);

    let neighbour = backend.visitor().await;
    let (third, _) = neighbour.hear(&backend, "Hey?").await;
    assert_eq!(post(&backend, &neighbour, &feedback(&third), &key, "up").await.0, 200);
    // Nor does it open a door.
    assert_eq!(post(&backend, &neighbour, &feedback(&asked), &key, "up").await.0, 409);
    assert_eq!(post(&backend, &neighbour, &feedback(&asked), &id(), "up").await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_that_is_sent_again_ends_the_run_even_if_the_first_one_only_was_noted() {
    let vendor = Vendor::start(Plan { steps: vec![delta("Hel"), Step::Hold], ..Plan::default() }).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (asked, response) = visitor.ask(&backend, "Hi?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;
    // As a backend does that dies between noting it and acting on it.
    let path = format!("/v1/runs/{}/cancel", asked.run);
    let claims = backend.app.tokens.verify(&visitor.token, SITE, now()).unwrap();
    let key = id();
    let once = Once {
        site_id: SITE.to_owned(),
        visitor_id: claims.sub,
        issued_at: claims.iat,
        token_id: claims.jti,
        route: "POST /v1/runs/{id}/cancel".to_owned(),
        key: Some(key.clone()),
        hash: Sha256::digest(format!("{path}\n")).into(),
    };
    let noted = backend.app.store.note_cancellation(&once, &asked.run).await.unwrap();
    assert!(matches!(noted, Answered::Now(_)), "{noted:?}");

    assert_eq!(post(&backend, &visitor, &path, &key, "").await.0, 202);
    assert_eq!(events.all().await.last().unwrap().1["outcome"]["type"], "cancelled");
    assert_eq!(post(&backend, &visitor, &path, &key, "").await.0, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_no_uuid_is_refused() {
    let (backend, visitor, asked) = answered(&Vendor::saying(&["Hello"]).await).await;
    for key in ["", "1", &id().to_uppercase(), &id().replace('-', ""), &format!("{{{}}}", id()), "ř"] {
        for path in [feedback(&asked), format!("/v1/runs/{}/cancel", asked.run)] {
            let (status, found) = post(&backend, &visitor, &path, key, "up").await;
            assert_eq!((status, found), (400, json!(code::INVALID_REQUEST)), "{key:?}");
        }
    }
    let twice = visitor.post(&backend, &feedback(&asked)).header("idempotency-key", id());
    let twice = twice.header("idempotency-key", id()).json(&json!({ "rating": "up" }));
    assert_eq!(twice.send().await.unwrap().status(), 400);
}

#[test]
fn every_post_has_a_key_but_those_with_an_id_in_the_body_and_those_that_leave_nothing() {
    let document: Value = serde_json::from_str(openapi::document()).unwrap();
    for route in ROUTES.iter().filter(|route| route.method == "POST") {
        let parameters = document["paths"][route.path]["post"]["parameters"].as_array();
        let has_key = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
        let exempt = ["/v1/session", "/v1/assistants/{role}/runs"].contains(&route.path);
        assert_eq!(has_key, !exempt, "{}", route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_equal_questions_at_once_one_is_asked_and_all_hear_the_answer() {
    let vendor = Vendor::saying(&["Hel", "lo"]).await;
    let room = |settings: &mut Settings| settings.limits.running.visitor = 1;
    let backend = Backend::start_with(&vendor, Transport::Realtime, room).await;
    let visitor = backend.visitor().await;
    let asked = Asked { thread: id(), run: id(), text: "Hi?".to_owned() };
    let hear = async || Events::of(visitor.send(&backend, &asked).await).all().await;
    let heard = futures_util::future::join_all((0..10).map(|_| hear())).await;
    assert!(heard.iter().all(|events| *events == heard[0] && events.len() > 4), "{heard:?}");
    assert_eq!(vendor.seen().sessions.len(), 1);
    let other = Asked { text: "Ho?".to_owned(), ..asked.clone() };
    let response = visitor.send(&backend, &other).await;
    assert_eq!(
        (response.status().as_u16(), response.json::<Value>().await.unwrap()["code"].clone()),
        (409, json!(code::RUN_CONFLICT))
    );
}
