//! What the thread log promises on both databases.

mod crash;
mod deletion;
mod failure;
mod feedback;
mod following;
mod nodes;
mod recovery;
mod resume;

use backend::store::StoreError;
use backend::thread_log::{Begun, ThreadLog};
use contract::agui::Event;
use contract::history::Fold;

use crate::support::conversation::{SITE, assert_gap_free, begin, entries, event, finish, run, say, text};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    a_message_is_stored_before_it_is_acknowledged,
    numbers_have_no_gaps_under_many_runs_at_once,
    the_same_request_again_finds_its_run,
    of_twenty_equal_requests_at_once_one_starts_the_run,
    a_thread_has_one_run_at_a_time,
    merged_text_is_whole_and_in_order,
    ending_writes_what_was_appended_before,
    an_ended_run_takes_no_more_events,
    an_unknown_run_takes_no_events,
    shutdown_writes_what_waits,
}

async fn a_message_is_stored_before_it_is_acknowledged(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    let begun = log.begin_run(run("t", "r", "Do you deliver?")).await.unwrap();
    assert_eq!(begun, Begun::Started { first_seq: 1 });
    // Somebody else's connection sees it at once.
    let stored = entries(&database.store().await, "t").await;
    let Event::RunStarted(started) = event(&stored[0]) else { panic!("{stored:?}") };
    assert_eq!(started.input.unwrap().newest_user_message().unwrap().as_text(), "Do you deliver?");
    assert_eq!((stored.len(), stored[0].run_id.as_deref()), (1, Some("r")));
}

async fn numbers_have_no_gaps_under_many_runs_at_once(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let pieces: Vec<String> = (0..20).map(|piece| format!("{piece} ")).collect();
    let runs = (0..50).map(|number| {
        let (log, pieces) = (log.clone(), pieces.clone());
        tokio::spawn(async move {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            for turn in 0..2 {
                let (thread_id, run_id) = (format!("t{number}"), format!("r{number}.{turn}"));
                begin(&log, &thread_id, &run_id).await;
                say(&log, &thread_id, &run_id, &pieces).await;
                finish(&log, &thread_id, &run_id).await;
            }
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
    for number in 0..50 {
        let thread_id = format!("t{number}");
        let stored = entries(&store, &thread_id).await;
        assert_gap_free(&stored, 1);
        assert_eq!(text(&stored), pieces.concat().repeat(2));
        let thread = store.thread(SITE, "ann", &thread_id).await.unwrap().unwrap();
        assert_eq!(thread.last_seq, stored.len() as u64);
    }
}

async fn the_same_request_again_finds_its_run(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    begin(&log, "other", "r0").await;
    begin(&log, "t", "r1").await;
    finish(&log, "t", "r1").await;
    let first_seq = begin(&log, "t", "r2").await;
    let again = || async { log.begin_run(run("t", "r2", "Hello")).await.unwrap() };
    assert_eq!(again().await, Begun::Same { first_seq });
    assert_eq!(log.begin_run(run("t", "r2", "Goodbye")).await.unwrap(), Begun::Conflict);
    assert_eq!(log.begin_run(run("other", "r2", "Hello")).await.unwrap(), Begun::Conflict);
    finish(&log, "t", "r2").await;
    assert_eq!(again().await, Begun::Same { first_seq });
}

async fn of_twenty_equal_requests_at_once_one_starts_the_run(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let requests = (0..20).map(|_| {
        let log = log.clone();
        tokio::spawn(async move { log.begin_run(run("t", "r", "Hello")).await.unwrap() })
    });
    let mut begun = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        begun.push(request.await.unwrap());
    }
    let started = begun.iter().filter(|begun| **begun == Begun::Started { first_seq: 1 }).count();
    let same = begun.iter().filter(|begun| **begun == Begun::Same { first_seq: 1 }).count();
    assert_eq!((started, same), (1, 19), "{begun:?}");
    assert_eq!(entries(&store, "t").await.len(), 1);
}

async fn a_thread_has_one_run_at_a_time(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    begin(&log, "t", "r1").await;
    let second = || async { log.begin_run(run("t", "r2", "Hello")).await.unwrap() };
    assert_eq!(second().await, Begun::Active { run_id: "r1".to_owned() });
    finish(&log, "t", "r1").await;
    assert_eq!(second().await, Begun::Started { first_seq: 3 });
}

async fn merged_text_is_whole_and_in_order(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let pieces: Vec<String> = (0..2000).map(|piece| format!("{piece}\n")).collect();
    begin(&log, "t", "r").await;
    say(&log, "t", "r", &pieces.iter().map(String::as_str).collect::<Vec<_>>()).await;
    finish(&log, "t", "r").await;
    let stored = entries(&store, "t").await;
    assert_gap_free(&stored, 1);
    assert_eq!(text(&stored), pieces.concat());
    assert!(stored.len() < pieces.len(), "nothing was merged while a commit ran");
    assert!(event(stored.last().unwrap()).is_terminal());

    let mut fold = Fold::default();
    stored.iter().for_each(|entry| fold.push(&event(entry)));
    let page = store.history(SITE, "ann", "t", None, 1).await.unwrap().unwrap();
    let messages: Vec<_> = page.messages.into_iter().map(|(_, message)| message).collect();
    assert_eq!(messages, fold.finish());
}

async fn ending_writes_what_was_appended_before(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    say(&log, "t", "r", &["All ", "of ", "it"]).await;
    finish(&log, "t", "r").await;
    // Read right after the acknowledgement.
    assert_eq!(text(&entries(&store, "t").await), "All of it");
    assert!(event(entries(&store, "t").await.last().unwrap()).is_terminal());
}

async fn an_ended_run_takes_no_more_events(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    finish(&log, "t", "r").await;
    assert_eq!(log.append("t", "r", Event::text("m", "late")).await, Err(StoreError::RunOver));
    finish(&log, "t", "r").await;
    assert_eq!(entries(&store, "t").await.len(), 2);
}

async fn an_unknown_run_takes_no_events(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    begin(&log, "s", "q").await;
    assert_eq!(log.append("t", "x", Event::text("m", "x")).await, Err(StoreError::RunOver));
    let ended = log.end_run("t", "q", Event::run_finished("t", "q", "success")).await;
    assert_eq!(ended, Err(StoreError::RunOver));
    assert_eq!(entries(&store, "t").await.len(), 1);
}

async fn shutdown_writes_what_waits(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    say(&log, "t", "r", &["x"; 300]).await;
    log.shutdown().await;
    assert_eq!(text(&entries(&store, "t").await), "x".repeat(300));
    assert_eq!(log.append("t", "r", Event::text("m", "x")).await, Err(StoreError::Closed));
    assert_eq!(log.begin_run(run("t", "r2", "Hello")).await, Err(StoreError::Closed));
    log.shutdown().await;
}
