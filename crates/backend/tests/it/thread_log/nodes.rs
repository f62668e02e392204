//! Several nodes on one database agree on a single winner.

use std::time::Duration;

use backend::thread_log::{Begun, ThreadLog};
use sqlx::{Connection as _, PgConnection};

use crate::support::conversation::{SITE, answer, assert_gap_free, ended, entries, follow_until, run, text};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    of_equal_requests_to_two_nodes_one_starts_the_run,
    of_different_requests_to_two_nodes_one_gets_the_thread,
    one_run_id_on_two_threads_of_two_nodes_starts_once,
}

/// Sends requests to two nodes in turn, all at once.
async fn begin_all(database: &Database, requests: Vec<(&str, String)>) -> Vec<Begun> {
    let nodes =
        [ThreadLog::start(database.store().await, "one"), ThreadLog::start(database.store().await, "two")];
    let requests: Vec<_> = requests
        .into_iter()
        .zip(nodes.iter().cycle())
        .map(|((thread_id, run_id), node)| {
            let (node, run) = (node.clone(), run(thread_id, &run_id, "Hello"));
            tokio::spawn(async move { node.begin_run(run).await.unwrap() })
        })
        .collect();
    let mut begun = Vec::new();
    for request in requests {
        begun.push(request.await.unwrap());
    }
    begun
}

async fn of_equal_requests_to_two_nodes_one_starts_the_run(database: Database) {
    let begun = begin_all(&database, vec![("t", "r".to_owned()); 20]).await;
    let count = |expected| begun.iter().filter(|begun| **begun == expected).count();
    let counts = (count(Begun::Started { first_seq: 1 }), count(Begun::Same { first_seq: 1 }));
    assert_eq!(counts, (1, 19), "{begun:?}");
    assert_eq!(entries(&database.store().await, "t").await.len(), 1);
}

async fn of_different_requests_to_two_nodes_one_gets_the_thread(database: Database) {
    let begun = begin_all(&database, (0..20).map(|number| ("t", format!("r{number}"))).collect()).await;
    let winner = begun.iter().position(|begun| matches!(begun, Begun::Started { first_seq: 1 })).unwrap();
    let active = Begun::Active { run_id: format!("r{winner}") };
    assert_eq!(begun.iter().filter(|begun| **begun == active).count(), 19, "{begun:?}");
    assert_eq!(entries(&database.store().await, "t").await.len(), 1);
}

async fn one_run_id_on_two_threads_of_two_nodes_starts_once(database: Database) {
    for number in 0..20 {
        let threads = [format!("a{number}"), format!("b{number}")];
        let requests = threads.iter().map(|thread_id| (thread_id.as_str(), format!("r{number}"))).collect();
        let mut begun = begin_all(&database, requests).await;
        begun.sort_by_key(|begun| matches!(begun, Begun::Conflict));
        assert_eq!(begun, [Begun::Started { first_seq: 1 }, Begun::Conflict]);
        let store = database.store().await;
        let threads = store.list_threads(SITE, "ann", 100).await.unwrap();
        assert_eq!(threads.len(), number + 1, "the loser's thread was kept");
        store.close().await;
    }
}

/// PostgreSQL is for several nodes: each sees what the others write.
#[tokio::test]
async fn a_follower_sees_what_another_node_writes() {
    let database = Database::postgres().await;
    let here = ThreadLog::start(database.store().await, "here");
    let there = ThreadLog::start(database.store().await, "there");
    let follower = tokio::spawn(follow_until(here.follow("t", 0), ended(2)));
    answer(&there, "t", "r1", &["from there"]).await;
    answer(&here, "t", "r2", &["; from here"]).await;
    let seen = follower.await.unwrap();
    assert_gap_free(&seen, 1);
    assert_eq!(text(&seen), "from there; from here");
}

/// An erasure has the visitor and then wants the threads: whoever had them the other way round would wait in a circle.
#[tokio::test]
async fn a_run_that_waits_for_an_erasure_of_another_node_holds_no_thread() {
    const ERASE: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL";
    const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let database = Database::postgres().await;
    let node = ThreadLog::start(database.store().await, "here");
    answer(&node, "t", "r1", &["kept"]).await;
    let mut elsewhere = PgConnection::connect(&database.url).await.unwrap();
    let mut erasure = elsewhere.begin().await.unwrap();
    sqlx::query(ERASE).bind([SITE, "ann"].join("/")).execute(&mut *erasure).await.unwrap();

    let begun = tokio::spawn(async move { node.begin_run(run("t", "r2", "And?")).await });
    while sqlx::query_scalar::<_, i64>(WAITING).fetch_one(&mut *erasure).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let threads = "SELECT id FROM threads WHERE id = 't' FOR UPDATE NOWAIT";
    sqlx::query(threads).execute(&mut *erasure).await.expect("nobody holds the thread");
    erasure.rollback().await.unwrap();
    assert!(matches!(begun.await.unwrap().unwrap(), Begun::Started { .. }));
}
