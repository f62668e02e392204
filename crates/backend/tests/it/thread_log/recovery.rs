//! Runs that nobody runs any more are ended, and keep what they said.

use std::time::Duration;

use backend::store::{RunState, StoreError};
use backend::thread_log::{Begun, LogConfig, ThreadLog};
use contract::agui::Event;
use sqlx::{AnyConnection, Connection as _};
use time::OffsetDateTime;

use crate::support::conversation::{
    SITE, assert_gap_free, begin, ended, entries, event, finish, follow_until, run, say, text,
};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    a_node_that_starts_again_ends_the_runs_of_its_earlier_life,
    a_run_of_another_node_is_left_alone_while_its_lease_lasts,
    a_node_that_was_taken_for_dead_cannot_write_any_more,
    leases_are_renewed_while_a_run_is_under_way,
    runs_under_way_here_are_never_lost,
}

/// Begins a run and waits until its text is stored.
async fn half_an_answer(log: &ThreadLog, thread_id: &str, run_id: &str) {
    begin(log, thread_id, run_id).await;
    say(log, thread_id, run_id, &["Half", " an "]).await;
    follow_until(log.follow(thread_id, 0), |seen| text(seen) == "Half an ").await;
}

async fn a_node_that_starts_again_ends_the_runs_of_its_earlier_life(database: Database) {
    let store = database.store().await;
    half_an_answer(&ThreadLog::start(store.clone(), "node"), "t", "r").await;

    let log = ThreadLog::start(store.clone(), "node");
    let follower = tokio::spawn(follow_until(log.follow("t", 0), ended(1)));
    assert_eq!(log.recover(OffsetDateTime::now_utc()).await, Ok(1));
    assert_eq!(log.recover(OffsetDateTime::now_utc()).await, Ok(0));

    let stored = entries(&store, "t").await;
    assert_eq!(follower.await.unwrap(), stored);
    assert_gap_free(&stored, 1);
    let Event::RunError(error) = event(stored.last().unwrap()) else { panic!("{stored:?}") };
    assert_eq!(error.code.as_deref(), Some("run_lost"));
    let lost = store.run(SITE, "ann", "r").await.unwrap().unwrap();
    assert_eq!((lost.state, lost.outcome.as_deref()), (RunState::Failed, Some("run_lost")));
    let page = store.history(SITE, "ann", "t", None, 1).await.unwrap().unwrap();
    let answer = &page.messages[1].1;
    assert_eq!(answer.as_text(), "Half an ");
    assert_eq!(answer.extra["metadata"]["siesta"]["incomplete"], "run_lost");
    // The thread is free again.
    begin(&log, "t", "r2").await;
}

async fn a_run_of_another_node_is_left_alone_while_its_lease_lasts(database: Database) {
    let store = database.store().await;
    half_an_answer(&ThreadLog::start(store.clone(), "one"), "t", "r").await;
    let log = ThreadLog::start(store.clone(), "two");
    let now = OffsetDateTime::now_utc();
    assert_eq!(log.recover(now).await, Ok(0));
    let active = Begun::Active { run_id: "r".to_owned() };
    assert_eq!(log.begin_run(run("t", "r2", "Hello")).await, Ok(active));
    assert_eq!(log.recover(now + Duration::from_secs(60)).await, Ok(1));
    begin(&log, "t", "r3").await;
}

async fn a_node_that_was_taken_for_dead_cannot_write_any_more(database: Database) {
    let store = database.store().await;
    let dead = ThreadLog::start(store.clone(), "one");
    half_an_answer(&dead, "t", "r").await;
    let log = ThreadLog::start(store.clone(), "two");
    assert_eq!(log.recover(OffsetDateTime::now_utc() + Duration::from_secs(60)).await, Ok(1));
    let ended = entries(&store, "t").await;

    // The first append is only found out by the writer.
    let _ = dead.append("t", "r", Event::text("r:answer", "answer")).await;
    finish(&dead, "t", "r").await;
    assert_eq!(dead.append("t", "r", Event::text("r:answer", "!")).await, Err(StoreError::RunOver));
    assert_eq!(entries(&store, "t").await, ended);
    assert_eq!(store.run(SITE, "ann", "r").await.unwrap().unwrap().outcome.as_deref(), Some("run_lost"));
}

async fn leases_are_renewed_while_a_run_is_under_way(database: Database) {
    let store = database.store().await;
    let config = LogConfig { lease: Duration::from_millis(300), ..LogConfig::default() };
    let log = ThreadLog::start_with(store.clone(), "one", config);
    begin(&log, "t", "r").await;
    let mut admin = AnyConnection::connect(&database.url).await.unwrap();
    let mut lease = async || {
        let lease = sqlx::query_scalar::<_, i64>("SELECT lease_until FROM runs");
        lease.fetch_one(&mut admin).await.unwrap()
    };
    let first = lease().await;
    while lease().await == first {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // A moment when the first lease is over.
    let later = OffsetDateTime::from_unix_timestamp_nanos(i128::from(first) * 1_000_000).unwrap();
    let other = ThreadLog::start(store.clone(), "two");
    assert_eq!(other.recover(later).await, Ok(0));
    finish(&log, "t", "r").await;
}

async fn runs_under_way_here_are_never_lost(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let writers: Vec<_> = (0..10)
        .map(|number| {
            let log = log.clone();
            tokio::spawn(async move {
                for turn in 0..5 {
                    let (thread_id, run_id) = (format!("t{number}"), format!("r{number}.{turn}"));
                    begin(&log, &thread_id, &run_id).await;
                    say(&log, &thread_id, &run_id, &["x"; 5]).await;
                    finish(&log, &thread_id, &run_id).await;
                }
            })
        })
        .collect();
    while writers.iter().any(|writer| !writer.is_finished()) {
        let later = OffsetDateTime::now_utc() + Duration::from_secs(3600);
        assert_eq!(log.recover(later).await, Ok(0));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}
