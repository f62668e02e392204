//! Conversations go to the user whom key and site prove together, and to nobody else.

use contract::api::ExportResponse;
use reqwest::Method;
use serde_json::{Value, json};

use super::{prove, show, start, status, threads, visitor};
use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::database::{Database, on_both_databases};
use crate::support::events::{Events, text};
use crate::support::issuer::identity;
use crate::support::key::Key;
use crate::support::vendor::{Plan, Step, Vendor, delta, done};

on_both_databases! {
    a_user_has_the_same_conversations_on_every_device_and_nobody_else_has_them,
    an_identity_without_a_key_moves_nothing,
    an_answer_under_way_goes_on_and_belongs_to_the_user,
    requests_that_count_once_still_do_for_the_user,
    the_next_person_at_the_computer_gets_and_erases_nothing_of_its_key,
    an_erasure_on_one_device_takes_what_the_key_of_another_has,
}

async fn a_user_has_the_same_conversations_on_every_device_and_nobody_else_has_them(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let (laptop, phone) = (Key::new(7), Key::new(8));

    // Before and after signing in, on the first device.
    let nobody = visitor(prove(&backend, &laptop, None).await);
    let (before, _) = nobody.hear(&backend, "Before").await;
    let answer = prove(&backend, &laptop, Some(&identity("anna"))).await;
    assert_eq!(answer.1["visitor"], "identified");
    let anna = visitor(answer);
    let (after, _) = anna.hear(&backend, "After").await;
    assert_eq!(threads(&backend, &anna).await, [&*after.thread, &*before.thread]);

    // On the second device the user has both, and goes on in one of them.
    let on_phone = visitor(prove(&backend, &phone, Some(&identity("anna"))).await);
    assert_eq!(threads(&backend, &on_phone).await.len(), 2);
    let more = Asked { run: id(), text: "More".to_owned(), ..before.clone() };
    Events::of(on_phone.send(&backend, &more).await).all().await;
    let thread: Value = anna
        .get(&backend, &format!("/v1/threads/{}", before.thread))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let roles = thread["messages"].as_array().unwrap().iter().map(|stored| &stored["message"]["role"]);
    assert_eq!(roles.filter(|role| *role == "user").count(), 2, "{thread}");

    // The key alone, with a new token as with the old one, and another user with the same key, have nothing.
    let alone = visitor(prove(&backend, &laptop, None).await);
    let bert = visitor(prove(&backend, &laptop, Some(&identity("bert"))).await);
    let elsewhere = visitor(show(&backend, &identity("bert")).await);
    for stranger in [&nobody, &alone, &bert, &elsewhere] {
        assert_eq!(threads(&backend, stranger).await, [""; 0]);
        for thread in [&before.thread, &after.thread] {
            for path in [format!("/v1/threads/{thread}"), format!("/v1/threads/{thread}/events?follow=0")] {
                assert_eq!(status(stranger.get(&backend, &path)).await, 404, "{path}");
            }
            let thread = format!("/v1/threads/{thread}");
            assert_eq!(status(stranger.delete(&backend, &thread)).await, 404);
            assert_eq!(status(stranger.patch(&backend, &thread).json(&json!({ "title": "x" }))).await, 404);
        }
        assert_eq!(stranger.send(&backend, &Asked { run: id(), ..after.clone() }).await.status(), 404);
        assert_eq!(status(stranger.post(&backend, &format!("/v1/runs/{}/cancel", after.run))).await, 404);
    }
    // What bert asks is bert's, though the key is the same.
    let (berts, _) = bert.hear(&backend, "Bert").await;
    let anna = visitor(prove(&backend, &laptop, Some(&identity("anna"))).await);
    assert_eq!(threads(&backend, &anna).await, [&*before.thread, &*after.thread]);
    assert_eq!(status(anna.get(&backend, &format!("/v1/threads/{}", berts.thread))).await, 404);
    assert_eq!(threads(&backend, &elsewhere).await, [&*berts.thread]);
}

async fn an_identity_without_a_key_moves_nothing(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let key = Key::new(7);
    let nobody = visitor(prove(&backend, &key, None).await);
    let (asked, _) = nobody.hear(&backend, "Hi?").await;

    let anna = visitor(show(&backend, &identity("anna")).await);
    assert_eq!(threads(&backend, &anna).await, [""; 0]);
    // A key without its proof proves nothing either.
    let named = json!({ "publicKey": key.public(), "identity": identity("anna") });
    let request = backend.request(Method::POST, "/v1/session").json(&named);
    assert_eq!(status(request).await, 400);
    let mut forged = prove_without_signing(&key);
    forged["identity"] = json!(identity("anna"));
    assert_eq!(status(backend.request(Method::POST, "/v1/session").json(&forged)).await, 401);
    assert_eq!(threads(&backend, &nobody).await, [&*asked.thread]);
}

fn prove_without_signing(key: &Key) -> Value {
    json!({ "publicKey": key.public(), "challenge": "AAAA", "signature": "AAAA" })
}

async fn an_answer_under_way_goes_on_and_belongs_to_the_user(database: Database) {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = start(&vendor, &database).await;
    let key = Key::new(7);
    let nobody = visitor(prove(&backend, &key, None).await);
    let (asked, response) = nobody.ask(&backend, "Hi?").await;
    let mut running = Events::of(response);
    running.until("TEXT_MESSAGE_CONTENT").await;
    let events = format!("/v1/threads/{}/events", asked.thread);
    let mut following = Events::of(nobody.get(&backend, &events).send().await.unwrap());
    following.until("TEXT_MESSAGE_CONTENT").await;

    let anna = visitor(prove(&backend, &key, Some(&identity("anna"))).await);
    let mut users = Events::of(anna.get(&backend, &events).send().await.unwrap());
    // The same request, sent again, is the user's now, and begins nothing.
    let again = Events::of(anna.send(&backend, &asked).await);
    assert_eq!(nobody.send(&backend, &asked).await.status(), 404);
    vendor.release();
    assert_eq!(text(&running.all().await), "lo");
    // What is said in the conversation from now on is the user's alone.
    assert_eq!(following.all().await, []);
    assert_eq!(users.until("RUN_STARTED").await.0, 1);
    users.until("RUN_FINISHED").await;
    assert_eq!(text(&again.all().await), "Hello");
    assert_eq!(threads(&backend, &anna).await, [&*asked.thread]);

    // Also the run's end is in the user's hands.
    let again = Asked { run: id(), ..asked.clone() };
    let mut running = Events::of(anna.send(&backend, &again).await);
    running.until("TEXT_MESSAGE_CONTENT").await;
    let on_phone = visitor(prove(&backend, &Key::new(8), Some(&identity("anna"))).await);
    assert_eq!(status(on_phone.post(&backend, &format!("/v1/runs/{}/cancel", again.run))).await, 202);
    assert_eq!(running.until("RUN_FINISHED").await.1["outcome"]["type"], "cancelled");
}

async fn requests_that_count_once_still_do_for_the_user(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let key = Key::new(7);
    let nobody = visitor(prove(&backend, &key, None).await);
    let (asked, _) = nobody.hear(&backend, "Hi?").await;
    let path = format!("/v1/threads/{}/messages/{}:answer/feedback", asked.thread, asked.run);
    let request_id = id();
    let rate = async |token: &str| -> Value {
        let request = backend.request(Method::POST, &path).bearer_auth(token);
        let request = request.header("idempotency-key", &request_id).json(&json!({ "rating": "up" }));
        request.send().await.unwrap().json().await.unwrap()
    };
    let first = rate(&nobody.token).await;
    assert!(first["seq"].is_u64(), "{first}");
    let anna = visitor(prove(&backend, &key, Some(&identity("anna"))).await);
    assert_eq!(rate(&anna.token).await, first);
}

async fn export(backend: &Backend, visitor: &Visitor) -> (Vec<String>, Vec<String>) {
    let response = visitor.get(backend, "/v1/me").send().await.unwrap();
    let export: ExportResponse = response.json().await.unwrap();
    (export.visitor.public_keys, export.threads.into_iter().map(|thread| thread.id).collect())
}

async fn the_next_person_at_the_computer_gets_and_erases_nothing_of_its_key(database: Database) {
    let backend = start(&Vendor::saying(&["Hello"]).await, &database).await;
    let key = Key::new(7);
    let anna = visitor(prove(&backend, &key, Some(&identity("anna"))).await);
    // Anna's session is over, and she asks on.
    let alone = visitor(prove(&backend, &key, None).await);
    let (asked, _) = alone.hear(&backend, "Private").await;

    let bert = visitor(prove(&backend, &key, Some(&identity("bert"))).await);
    assert_eq!(export(&backend, &bert).await, (vec![], vec![]));
    assert_eq!(status(bert.delete(&backend, "/v1/me")).await, 204);
    assert_eq!(threads(&backend, &alone).await, [&*asked.thread]);
    let expected = (vec![key.public()], vec![asked.thread]);
    assert_eq!(export(&backend, &anna).await, expected);
    assert_eq!(export(&backend, &alone).await, expected);
}

async fn an_erasure_on_one_device_takes_what_the_key_of_another_has(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let (laptop, phone) = (Key::new(7), Key::new(8));
    visitor(prove(&backend, &laptop, Some(&identity("anna"))).await);
    let alone = visitor(prove(&backend, &laptop, None).await);
    let (asked, _) = alone.hear(&backend, "Said with the laptop's key alone").await;
    vendor.plan(Plan { steps: vec![delta("Hel"), Step::Hold, done("completed")], ..Plan::default() });
    let (running, response) = alone.ask(&backend, "Still there?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;

    let on_phone = visitor(prove(&backend, &phone, Some(&identity("anna"))).await);
    let (mut keys, kept) = export(&backend, &on_phone).await;
    keys.sort();
    let mut both = [laptop.public(), phone.public()];
    both.sort();
    assert_eq!((&keys[..], &kept[..]), (&both[..], &[asked.thread, running.thread][..]));

    assert_eq!(status(on_phone.delete(&backend, "/v1/me")).await, 204);
    assert_eq!(status(alone.get(&backend, "/v1/threads")).await, 401);
    let again = visitor(prove(&backend, &laptop, None).await);
    assert_eq!(threads(&backend, &again).await, [""; 0]);
    assert!(!backend.app.runs.contains(&running.run), "the agent was stopped");
}
