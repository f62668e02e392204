//! A database that fails under the log: nothing acknowledged is lost, nothing is doubled.

use std::time::Duration;

use backend::store::{Store, StoreError};
use backend::thread_log::{LogConfig, ThreadLog};
use contract::agui::Event;
use futures_util::{FutureExt as _, StreamExt as _};
use sqlx::{AnyConnection, Connection as _, Executor as _, PgConnection, SqliteConnection};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::support::conversation::{
    SITE, assert_gap_free, begin, ended, entries, event, finish, follow_until, run, say, text,
};
use crate::support::database::{Database, on_both_databases};
use crate::support::proxy::Proxy;

on_both_databases! {
    a_run_that_cannot_be_written_is_given_up_and_ends_as_lost,
    one_run_that_cannot_be_written_takes_no_other_with_it,
    a_slow_database_holds_appends_back_instead_of_collecting_them,
}

async fn a_run_that_cannot_be_written_is_given_up_and_ends_as_lost(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    let mut admin = AnyConnection::connect(&database.url).await.unwrap();
    admin.execute("ALTER TABLE log_batches RENAME TO gone").await.unwrap();

    let refused = log.begin_run(run("t2", "r2", "Secret question")).await.unwrap_err();
    assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
    assert!(!refused.to_string().contains("Secret"), "{refused}");
    let mut given_up = Ok(());
    while given_up.is_ok() {
        given_up = log.append("t", "r", Event::text("m", "x")).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(given_up, Err(StoreError::RunOver));

    admin.execute("ALTER TABLE gone RENAME TO log_batches").await.unwrap();
    assert_eq!(store.thread(SITE, "ann", "t2").await.unwrap(), None, "half of a refused run was kept");
    // The answer has a hole, so that it can't be called finished.
    finish(&log, "t", "r").await;
    let stored = entries(&store, "t").await;
    assert_gap_free(&stored, 1);
    let Event::RunError(error) = event(stored.last().unwrap()) else { panic!("{stored:?}") };
    assert_eq!(error.code.as_deref(), Some("run_lost"));
    assert_eq!(log.recover(OffsetDateTime::now_utc()).await, Ok(0));
    begin(&log, "t", "r3").await;
}

async fn one_run_that_cannot_be_written_takes_no_other_with_it(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    for (thread_id, run_id) in [("good", "r1"), ("bad", "r2")] {
        begin(&log, thread_id, run_id).await;
    }
    // The bad thread's numbers are damaged, so that its next event has the number of one that is there.
    let mut admin = AnyConnection::connect(&database.url).await.unwrap();
    admin.execute("UPDATE threads SET last_seq = 0 WHERE id = 'bad'").await.unwrap();

    // Both wait for one transaction.
    say(&log, "good", "r1", &["fine"; 50]).await;
    let bad = log.end_run("bad", "r2", Event::run_finished("bad", "r2", "success"));
    let good = log.end_run("good", "r1", Event::run_finished("good", "r1", "success"));
    let (bad, good) = tokio::join!(bad, good);
    assert!(matches!(bad, Err(StoreError::Refused(_))), "{bad:?}");
    assert_eq!(good, Ok(()));
    assert_eq!(text(&entries(&store, "good").await), "fine".repeat(50));
}

/// The worst moment: the commit has happened, its confirmation never arrives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_whose_confirmation_is_lost_are_not_repeated() {
    let database = Database::postgres().await;
    let store = database.store().await;
    let proxy = Proxy::start(&database.url).await;
    let log = ThreadLog::start(Store::connect(&proxy.url).await.unwrap(), "node");

    let follower = tokio::spawn(follow_until(log.follow("t", 0), ended(3)));
    for turn in 0..3 {
        let run_id = format!("r{turn}");
        proxy.cut_next_commit();
        let first_seq = begin(&log, "t", &run_id).await;
        // A follower hears of each commit, although the writer had to ask the database what became of it.
        let mut events = std::pin::pin!(log.follow("t", first_seq));
        for piece in ["one ", "two ", "three "] {
            proxy.cut_next_commit();
            log.append("t", &run_id, Event::text("m", piece)).await.unwrap();
            assert_eq!(text(&[events.next().await.unwrap().unwrap()]), piece);
        }
        proxy.cut_next_commit();
        finish(&log, "t", &run_id).await;
    }
    assert_eq!(proxy.cuts(), 15);
    let stored = entries(&store, "t").await;
    assert_gap_free(&stored, 1);
    assert_eq!(text(&stored), "one two three ".repeat(3));
    assert_eq!(stored.iter().filter(|entry| matches!(event(entry), Event::RunStarted(_))).count(), 3);
    assert_eq!(stored.iter().filter(|entry| matches!(event(entry), Event::RunFinished(_))).count(), 3);
    assert_eq!(stored.len(), 15);
    assert_eq!(follower.await.unwrap(), stored);
}

/// The connections break again and again, in the middle of anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_lose_and_double_nothing() {
    let database = Database::postgres().await;
    let log = ThreadLog::start(database.store().await, "node");
    let stop = CancellationToken::new();
    let writers: Vec<_> = (0..4)
        .map(|number| {
            let (log, stop) = (log.clone(), stop.clone());
            tokio::spawn(async move {
                let (thread_id, run_id) = (format!("t{number}"), format!("r{number}"));
                begin(&log, &thread_id, &run_id).await;
                let mut said = String::new();
                while !stop.is_cancelled() {
                    let piece = format!("{} ", said.len());
                    log.append(&thread_id, &run_id, Event::text("m", &piece)).await.unwrap();
                    said.push_str(&piece);
                    tokio::task::yield_now().await;
                }
                finish(&log, &thread_id, &run_id).await;
                said
            })
        })
        .collect();
    let mut admin = PgConnection::connect(&database.url).await.unwrap();
    let mut broken = 0;
    while broken < 10 {
        // Time enough for some commits, and for a new connection.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let ended = admin
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await
            .unwrap();
        broken += ended.rows_affected();
    }
    stop.cancel();
    let store = database.store().await;
    for (number, writer) in writers.into_iter().enumerate() {
        let said = writer.await.unwrap();
        let stored = entries(&store, &format!("t{number}")).await;
        assert_gap_free(&stored, 1);
        assert_eq!(text(&stored), said);
        let Event::RunFinished(_) = event(stored.last().unwrap()) else { panic!("{:?}", stored.last()) };
    }
}

/// Another process may hold the file's lock for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_goes_away_only_delays() {
    let database = Database::sqlite().await;
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    let mut other = SqliteConnection::connect(&database.url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    say(&log, "t", "r", &["x"; 100]).await;
    // Reading goes on.
    assert_eq!(entries(&store, "t").await.len(), 1);
    other.execute("COMMIT").await.unwrap();
    finish(&log, "t", "r").await;
    assert_eq!(text(&entries(&store, "t").await), "x".repeat(100));
}

/// What is slow shall slow down who writes, and not pile up.
async fn a_slow_database_holds_appends_back_instead_of_collecting_them(database: Database) {
    let store = database.store().await;
    let config = LogConfig { queue_bytes: 16 * 1024, ..LogConfig::default() };
    let log = ThreadLog::start_with(store.clone(), "node", config);
    begin(&log, "t", "r").await;
    let mut other = AnyConnection::connect(&database.url).await.unwrap();
    let lock = match database.url.starts_with("postgres") {
        true => "BEGIN; LOCK TABLE log_batches IN ACCESS EXCLUSIVE MODE",
        false => "BEGIN IMMEDIATE",
    };
    other.execute(lock).await.unwrap();

    let piece = "x".repeat(1024);
    let mut taken = 0;
    for _ in 0..5_000 {
        // A future that is not ready and dropped has appended nothing.
        let appended = log.append("t", "r", Event::text("r:answer", &piece)).now_or_never();
        taken += usize::from(appended.is_some_and(|appended| appended.is_ok()));
        tokio::task::yield_now().await;
    }
    assert!((1..=16).contains(&taken), "{taken} KiB were taken in");
    let (waiting, ()) = tokio::join!(log.append("t", "r", Event::text("r:answer", &piece)), async {
        other.execute("COMMIT").await.unwrap();
    });
    waiting.unwrap();
    // An event that is larger than all the room has its turn too.
    log.append("t", "r", Event::text("r:answer", "y".repeat(64 * 1024))).await.unwrap();
    finish(&log, "t", "r").await;
    let stored = entries(&store, "t").await;
    assert_gap_free(&stored, 1);
    assert_eq!(text(&stored), piece.repeat(taken + 1) + &"y".repeat(64 * 1024));
}
