//! What is deleted is gone, for readers and for writers.

use backend::erasure::delete_untouched;
use backend::store::{Store, StoreError};
use backend::thread_log::{Begun, Erasure, NewRun, ThreadLog, Which};
use contract::agui::Event;
use futures_util::StreamExt as _;
use time::{Duration, OffsetDateTime};

use crate::support::backend::now;
use crate::support::conversation::{SITE, answer, begin, entries, finish, proven, run, say};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    a_deleted_thread_is_gone_and_others_stay,
    followers_of_a_deleted_thread_end_after_what_they_had_to_hear,
    a_run_of_a_deleted_thread_takes_no_more_events,
    a_thread_is_deleted_for_its_visitor_only,
    a_token_that_was_given_back_begins_no_run,
    an_erased_visitors_tokens_begin_no_run_until_they_are_new,
    no_run_that_begins_on_another_node_survives_an_erasure,
    what_is_kept_long_enough_is_deleted_and_what_was_touched_stays,
}

fn of(visitor_id: &str) -> Which {
    Which::Of { site_id: SITE.to_owned(), visitor_id: visitor_id.to_owned() }
}

fn erasure(issued_at: u64) -> Erasure {
    Erasure { site_id: SITE.to_owned(), visitor_id: "ann".to_owned(), issued_at }
}

async fn threads(store: &Store) -> Vec<String> {
    let threads = store.list_threads(SITE, "ann", 100).await.unwrap();
    threads.into_iter().map(|thread| thread.id).collect()
}

async fn a_deleted_thread_is_gone_and_others_stay(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    for thread_id in ["t", "u"] {
        answer(&log, thread_id, &format!("run of {thread_id}"), &["Hi"]).await;
        store.set_upstream_conversation(thread_id, "agent", "c").await.unwrap();
    }
    assert_eq!(log.delete_thread("t", of("ann")).await, Ok(true));
    assert_eq!(threads(&store).await, ["u"]);
    assert_eq!(entries(&store, "t").await, []);
    assert_eq!(store.upstream_conversation("t", "agent").await, Ok(None));
    assert_eq!(store.run(SITE, "ann", "run of t").await, Ok(None));
    assert_eq!(entries(&store, "u").await.len(), 5);
    assert_eq!(store.upstream_conversation("u", "agent").await, Ok(Some("c".to_owned())));
    assert_eq!(log.delete_thread("t", of("ann")).await, Ok(false));
}

async fn followers_of_a_deleted_thread_end_after_what_they_had_to_hear(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    answer(&log, "t", "r", &["Hi"]).await;
    let early = tokio::spawn(log.follow("t", 0).count());
    let from_the_end = tokio::spawn(log.follow("t", 5).count());
    let elsewhere = ThreadLog::start(database.store().await, "another node");
    let mut there = std::pin::pin!(elsewhere.follow("t", 4));
    assert_eq!(there.next().await.unwrap().unwrap().seq, 5);
    let mut here = std::pin::pin!(log.follow("t", 4));
    assert_eq!(here.next().await.unwrap().unwrap().seq, 5);
    assert_eq!(log.delete_thread("t", of("ann")).await, Ok(true));
    assert_eq!(here.next().await, None);
    assert!(early.await.unwrap() <= 5);
    assert_eq!(from_the_end.await.unwrap(), 0);
    assert_eq!(log.follow("t", 3).count().await, 0, "who comes later is not kept waiting");
    // Only PostgreSQL is shared by nodes.
    if database.url.starts_with("postgres") {
        assert_eq!(there.next().await, None);
    }
}

async fn a_run_of_a_deleted_thread_takes_no_more_events(database: Database) {
    let store = database.store().await;
    let (log, elsewhere) =
        (ThreadLog::start(store.clone(), "node"), ThreadLog::start(database.store().await, "other"));
    for (node, thread_id) in [(&log, "t"), (&elsewhere, "u")] {
        begin(node, thread_id, thread_id).await;
        say(node, thread_id, thread_id, &["Hi"]).await;
        assert_eq!(log.delete_thread(thread_id, of("ann")).await, Ok(true));
        // Taken or refused, it is written nowhere.
        let _ = node.append(thread_id, thread_id, Event::text("m", "late")).await;
        let end = Event::run_finished(thread_id, thread_id, "success");
        assert_eq!(node.end_run(thread_id, thread_id, end).await, Err(StoreError::RunOver));
        assert_eq!(entries(&store, thread_id).await, []);
    }
    assert_eq!(log.append("t", "t", Event::text("m", "late")).await, Err(StoreError::RunOver));
    // The ids are free again.
    begin(&log, "t", "t").await;
    finish(&log, "t", "t").await;
}

async fn a_thread_is_deleted_for_its_visitor_only(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Hi"]).await;
    assert_eq!(log.delete_thread("t", of("bob")).await, Ok(false));
    let elsewhere = Which::Of { site_id: "another site".to_owned(), visitor_id: "ann".to_owned() };
    assert_eq!(log.delete_thread("t", elsewhere).await, Ok(false));
    log.erase_visitor(Erasure { visitor_id: "bob".to_owned(), ..erasure(0) }).await.unwrap();
    log.erase_visitor(Erasure { site_id: "another site".to_owned(), ..erasure(0) }).await.unwrap();
    assert_eq!(threads(&store).await, ["t"]);
}

async fn a_token_that_was_given_back_begins_no_run(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    store.revoke_token(SITE, "token", OffsetDateTime::now_utc() + Duration::minutes(10)).await.unwrap();
    assert_eq!(log.begin_run(run("t", "r", "Hello")).await, Ok(Begun::Revoked));
    let another = NewRun { token_id: "another".to_owned(), ..run("t", "r", "Hello") };
    assert_eq!(log.begin_run(another).await, Ok(Begun::Started { first_seq: 1 }));
}

async fn an_erased_visitors_tokens_begin_no_run_until_they_are_new(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    assert_eq!(store.prove(SITE, &proven("ann", 1)).await, Ok(Some(0)));
    answer(&log, "t", "r", &["Hi"]).await;
    // A clock that is ahead of this node's made the token.
    let ahead = now() + 50;
    log.erase_visitor(erasure(ahead)).await.unwrap();
    assert_eq!((threads(&store).await, store.visitor(SITE, "ann").await), (vec![], Ok(None)));
    assert_eq!(store.prove(SITE, &proven("ann", 2)).await, Ok(Some(ahead + 1)));
    assert_eq!(store.prove(SITE, &proven("bob", 3)).await, Ok(Some(0)));
    let with = async |issued_at| log.begin_run(NewRun { issued_at, ..run("t", "r", "Hello") }).await.unwrap();
    for issued_at in [0, now(), ahead] {
        assert_eq!(with(issued_at).await, Begun::Revoked);
        assert_eq!(store.is_void(SITE, "ann", issued_at, "token").await, Ok(true));
    }
    assert_eq!(threads(&store).await, Vec::<String>::new());
    assert_eq!(store.is_void(SITE, "ann", ahead + 1, "token").await, Ok(false));
    assert_eq!(with(ahead + 1).await, Begun::Started { first_seq: 1 });
}

async fn no_run_that_begins_on_another_node_survives_an_erasure(database: Database) {
    let store = database.store().await;
    let nodes = [ThreadLog::start(store.clone(), "one"), ThreadLog::start(database.store().await, "two")];
    for round in 0..20 {
        let visitor_id = format!("visitor {round}");
        let begins: Vec<_> = (0..6)
            .map(|number| {
                let node = nodes[number % 2].clone();
                let id = format!("{round}.{number}");
                let new = NewRun { visitor_id: visitor_id.clone(), ..run(&id, &id, "Hello") };
                tokio::spawn(async move { node.begin_run(new).await.unwrap() })
            })
            .collect();
        let erasure = Erasure { visitor_id: visitor_id.clone(), ..erasure(0) };
        nodes[round % 2].erase_visitor(erasure).await.unwrap();
        for begun in begins {
            let begun = begun.await.unwrap();
            assert!(matches!(begun, Begun::Started { .. } | Begun::Revoked), "{begun:?}");
        }
        assert_eq!(store.list_threads(SITE, &visitor_id, 9).await.unwrap(), [], "round {round}");
    }
}

async fn what_is_kept_long_enough_is_deleted_and_what_was_touched_stays(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    // More than are looked up at once.
    for number in 0..45 {
        answer(&log, &format!("old {number}"), &format!("r{number}"), &["Hi"]).await;
    }
    let touched = store.list_threads(SITE, "ann", 1).await.unwrap().remove(0).updated_at;
    let since = touched + Duration::milliseconds(1);
    while OffsetDateTime::now_utc() < since + Duration::milliseconds(1) {
        tokio::task::yield_now().await;
    }
    answer(&log, "new", "r", &["Hi"]).await;
    answer(&log, "old 7", "again", &["Hi"]).await;
    assert_eq!(delete_untouched(&store, &log, since).await, Ok(44));
    assert_eq!(threads(&store).await, ["old 7", "new"]);
    assert_eq!(delete_untouched(&store, &log, since).await, Ok(0));
    assert_eq!(log.delete_thread("new", Which::UntouchedSince(since)).await, Ok(false));
}
