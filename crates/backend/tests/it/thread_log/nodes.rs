//! Several nodes on one database agree on a single winner.

use backend::thread_log::{Begun, ThreadLog};

use crate::support::conversation::{answer, assert_gap_free, ended, entries, follow_until, run, text};
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
        let threads = store.list_threads(crate::support::conversation::SITE, "ann", 100).await.unwrap();
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
