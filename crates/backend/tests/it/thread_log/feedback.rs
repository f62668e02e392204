//! Feedback, and with it every request that counts once.

use std::time::Duration;

use backend::store::{Answer, Answered, KEPT, Once, Store};
use backend::thread_log::{Erasure, Feedback, ThreadLog};
use contract::agui::{Event, FEEDBACK};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::support::conversation::{SITE, answer, assert_gap_free, begin, entries, event, finish, say};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    feedback_is_an_event_of_its_thread_and_of_no_run,
    feedback_in_the_middle_of_a_run_leaves_the_run_as_it_is,
    of_twenty_equal_requests_at_two_nodes_one_counts,
    the_same_key_with_another_request_is_a_conflict,
    a_request_that_found_nothing_leaves_its_key_free,
    a_request_without_a_key_counts_each_time_and_leaves_no_answer_behind,
    a_token_that_was_given_back_rates_and_cancels_nothing,
    answers_are_kept_for_seven_days_and_then_forgotten,
    an_erasure_forgets_what_was_answered,
}

fn once(key: &str, hash: u8) -> Once {
    Once {
        site_id: SITE.to_owned(),
        visitor_id: "ann".to_owned(),
        issued_at: 0,
        token_id: "token".to_owned(),
        route: "POST /feedback".to_owned(),
        key: Some(key.to_owned()),
        hash: [hash; 32],
    }
}

fn feedback(key: &str, rating: &str) -> Feedback {
    let hash = rating.as_bytes()[0];
    Feedback { once: once(key, hash), value: json!({ "messageId": "r:answer", "rating": rating }) }
}

fn numbered(seq: u64) -> Answer {
    Answer { status: 200, body: Some(json!({ "seq": seq }).to_string()) }
}

async fn stored(store: &Store) -> Vec<(u64, Value)> {
    let feedback = |entry| match event(entry) {
        Event::Custom(body) if body.name == FEEDBACK => Some((entry.seq, body.value)),
        _ => None,
    };
    entries(store, "t").await.iter().filter_map(feedback).collect()
}

async fn note(store: &Store) -> Value {
    let page = store.history(SITE, "ann", "t", None, 9).await.unwrap().unwrap();
    let message = page.messages.iter().find(|(_, message)| message.id == "r:answer").unwrap().1.clone();
    message.extra.get("metadata").map(|metadata| metadata["siesta"]["feedback"].clone()).unwrap_or_default()
}

async fn feedback_is_an_event_of_its_thread_and_of_no_run(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    assert_eq!(note(&store).await, Value::Null);
    assert_eq!(log.rate("t", feedback("k1", "down")).await, Ok(Answered::Now(numbered(6))));
    assert_eq!(log.rate("t", feedback("k2", "up")).await, Ok(Answered::Now(numbered(7))));
    let all = entries(&store, "t").await;
    assert_gap_free(&all, 1);
    assert!(all[5..].iter().all(|entry| entry.run_id.is_none()));
    let said = |rating| json!({ "messageId": "r:answer", "rating": rating });
    assert_eq!(stored(&store).await, [(6, said("down")), (7, said("up"))]);
    assert_eq!(note(&store).await, json!({ "rating": "up" }));
    // It is no question and no answer: the thread keeps its place, and goes on.
    answer(&log, "t", "r2", &["More"]).await;
    assert_gap_free(&entries(&store, "t").await, 1);
}

async fn feedback_in_the_middle_of_a_run_leaves_the_run_as_it_is(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    begin(&log, "t", "r2").await;
    say(&log, "t", "r2", &["one "]).await;
    let Answered::Now(_) = log.rate("t", feedback("k", "up")).await.unwrap() else { panic!("it is noted") };
    log.append("t", "r2", Event::text("r2:answer", "two")).await.unwrap();
    finish(&log, "t", "r2").await;
    let all = entries(&store, "t").await;
    assert_gap_free(&all, 1);
    let page = store.history(SITE, "ann", "t", None, 9).await.unwrap().unwrap();
    assert_eq!(page.messages.last().unwrap().1.as_text(), "one two");
    // An answer that is still being written has nothing to be noted at.
    begin(&log, "t", "r3").await;
    let early =
        Feedback { value: json!({ "messageId": "r3:answer", "rating": "up" }), ..feedback("k3", "up") };
    assert_eq!(log.rate("t", early).await, Ok(Answered::NotFound));
}

async fn of_twenty_equal_requests_at_two_nodes_one_counts(database: Database) {
    let store = database.store().await;
    let nodes = [ThreadLog::start(store.clone(), "one"), ThreadLog::start(database.store().await, "two")];
    answer(&nodes[0], "t", "r", &["Hello"]).await;
    let requests = (0..20).map(|number| {
        let log = nodes[number % 2].clone();
        tokio::spawn(async move { log.rate("t", feedback("k", "up")).await.unwrap() })
    });
    let mut answered = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        answered.push(request.await.unwrap());
    }
    let count = |wanted| answered.iter().filter(|answered| **answered == wanted).count();
    assert_eq!(count(Answered::Now(numbered(6))), 1, "{answered:?}");
    assert_eq!(count(Answered::Before(numbered(6))), 19, "{answered:?}");
    assert_eq!(stored(&store).await.len(), 1);
}

async fn the_same_key_with_another_request_is_a_conflict(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    log.rate("t", feedback("k", "up")).await.unwrap();
    assert_eq!(log.rate("t", feedback("k", "down")).await, Ok(Answered::Conflict));
    assert_eq!((stored(&store).await.len(), note(&store).await), (1, json!({ "rating": "up" })));
    // A key belongs to who made it and to what it was made for.
    let elsewhere = Once { route: "POST /cancel".to_owned(), ..once("k", 0) };
    let Answered::Now(_) = store.note_cancellation(&elsewhere, "r").await.unwrap() else {
        panic!("it is free")
    };
    let bob = Once { visitor_id: "bob".to_owned(), ..once("k", b'u') };
    let bob = Feedback { once: bob, ..feedback("k", "up") };
    assert_eq!(log.rate("t", bob).await, Ok(Answered::NotFound));
}

async fn a_request_that_found_nothing_leaves_its_key_free(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let cancel = Once { route: "POST /cancel".to_owned(), ..once("k", 0) };
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::NotFound));
    assert_eq!(store.note_cancellation(&cancel, "r").await, Ok(Answered::NotFound));
    answer(&log, "t", "r", &["Hello"]).await;
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::Now(numbered(6))));
    let done = Answer { status: 202, body: None };
    assert_eq!(store.note_cancellation(&cancel, "r").await, Ok(Answered::Now(done.clone())));
    assert_eq!(store.note_cancellation(&cancel, "r").await, Ok(Answered::Before(done)));
}

async fn a_request_without_a_key_counts_each_time_and_leaves_no_answer_behind(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    let keyless = || Once { key: None, ..once("", b'u') };
    for seq in [6, 7] {
        let again = Feedback { once: keyless(), ..feedback("", "up") };
        assert_eq!(log.rate("t", again).await, Ok(Answered::Now(numbered(seq))));
    }
    let done = Answer { status: 202, body: None };
    for _ in 0..2 {
        assert_eq!(store.note_cancellation(&keyless(), "r").await, Ok(Answered::Now(done.clone())));
    }
    assert_eq!(store.note_cancellation(&keyless(), "unknown").await, Ok(Answered::NotFound));
    assert_eq!(store.forget_expired(OffsetDateTime::now_utc() + 2 * KEPT).await, Ok(0));
}

async fn a_token_that_was_given_back_rates_and_cancels_nothing(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    let later = OffsetDateTime::now_utc() + Duration::from_secs(600);
    store.revoke_token(SITE, "token", later).await.unwrap();
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::Revoked));
    assert_eq!(store.note_cancellation(&once("k", 0), "r").await, Ok(Answered::Revoked));
    let another = Once { token_id: "another".to_owned(), ..once("k", b'u') };
    let another = Feedback { once: another, ..feedback("k", "up") };
    assert_eq!(log.rate("t", another).await, Ok(Answered::Now(numbered(6))));
}

async fn answers_are_kept_for_seven_days_and_then_forgotten(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    log.rate("t", feedback("k", "up")).await.unwrap();
    assert!(KEPT >= Duration::from_secs(7 * 24 * 3600));
    let second = Duration::from_secs(1);
    let end = OffsetDateTime::now_utc() + KEPT;
    assert_eq!(store.forget_expired(end).await, Ok(0));
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::Before(numbered(6))));
    assert_eq!(store.forget_expired(end + 180 * second).await, Ok(1));
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::Now(numbered(7))));
}

async fn an_erasure_forgets_what_was_answered(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hello"]).await;
    log.rate("t", feedback("k", "up")).await.unwrap();
    let erasure = Erasure { site_id: SITE.to_owned(), visitor_id: "ann".to_owned(), issued_at: 0 };
    log.erase_visitor(erasure).await.unwrap();
    assert_eq!(log.rate("t", feedback("k", "up")).await, Ok(Answered::Revoked));
    // What the erasure leaves is forgotten, and nothing else is there.
    assert_eq!(store.forget_expired(OffsetDateTime::now_utc() + 2 * KEPT).await, Ok(1));
}
