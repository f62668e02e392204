//! Open streams end with the right to read them.

use std::time::Duration;

use backend::settings::Settings;

use super::{prove, start, start_with, status, threads, visitor};
use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::database::{Database, on_both_databases};
use crate::support::events::Events;
use crate::support::issuer::identity;
use crate::support::key::Key;
use crate::support::vendor::Vendor;

on_both_databases! {
    a_stream_ends_when_its_token_is_given_back_on_any_node,
    a_stream_ends_when_its_token_expires,
    what_a_key_has_goes_to_its_first_user_alone,
}

/// A backend whose streams look often whether they may go on.
async fn attentive(vendor: &Vendor, database: &Database, token_life: Duration) -> Backend {
    let change = |settings: &mut Settings| {
        settings.server.keep_alive = Duration::from_millis(50);
        settings.access.token_life = token_life;
    };
    start_with(vendor, database, change).await
}

async fn follow(backend: &Backend, visitor: &Visitor, asked: &Asked) -> Events {
    let path = format!("/v1/threads/{}/events", asked.thread);
    let mut events = Events::of(visitor.get(backend, &path).send().await.unwrap());
    events.until("RUN_FINISHED").await;
    events
}

async fn a_stream_ends_when_its_token_is_given_back_on_any_node(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let life = Duration::from_secs(900);
    let nodes = [attentive(&vendor, &database, life).await, attentive(&vendor, &database, life).await];
    let given_back = visitor(prove(&nodes[0], &Key::new(7), Some(&identity("anna"))).await);
    let kept = visitor(prove(&nodes[0], &Key::new(8), Some(&identity("anna"))).await);
    let (asked, _) = kept.hear(&nodes[0], "Before").await;
    let mut ended = follow(&nodes[0], &given_back, &asked).await;
    let mut elsewhere = follow(&nodes[1], &given_back, &asked).await;
    let mut still = follow(&nodes[0], &kept, &asked).await;

    assert_eq!(status(given_back.delete(&nodes[0], "/v1/session")).await, 204);
    assert_eq!(ended.next().await, None);
    if database.url.starts_with("postgres") {
        assert_eq!(elsewhere.next().await, None);
    }
    let after = Asked { run: id(), text: "After".to_owned(), ..asked };
    Events::of(kept.send(&nodes[0], &after).await).all().await;
    assert_eq!(still.until("RUN_STARTED").await.1["runId"], *after.run);
}

async fn a_stream_ends_when_its_token_expires(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = attentive(&vendor, &database, Duration::from_secs(10)).await;
    let first = visitor(prove(&backend, &Key::new(7), None).await);
    let (asked, _) = first.hear(&backend, "Before").await;
    let mut following = follow(&backend, &first, &asked).await;
    assert_eq!(following.next().await, None);
    assert_eq!(status(first.get(&backend, "/v1/threads")).await, 401);
}

async fn what_a_key_has_goes_to_its_first_user_alone(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let key = Key::new(7);
    let before = visitor(prove(&backend, &key, None).await);
    let anna = visitor(prove(&backend, &key, Some(&identity("anna"))).await);
    // In another tab, whose page has not said who is there.
    let (asked, _) = before.hear(&backend, "Mine").await;

    let bert = visitor(prove(&backend, &key, Some(&identity("bert"))).await);
    assert_eq!(threads(&backend, &bert).await, [""; 0]);
    prove(&backend, &key, Some(&identity("anna"))).await;
    assert_eq!(threads(&backend, &anna).await, [&*asked.thread]);

    // A user who is erased leaves a key that is nobody's.
    assert_eq!(status(anna.delete(&backend, "/v1/me")).await, 204);
    let again = visitor(prove(&backend, &key, None).await);
    let (asked, _) = again.hear(&backend, "Mine").await;
    let bert = visitor(prove(&backend, &key, Some(&identity("bert"))).await);
    assert_eq!(threads(&backend, &bert).await, [&*asked.thread]);
}
