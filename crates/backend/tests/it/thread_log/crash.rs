//! A process that is killed at any moment loses nothing that it acknowledged.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use backend::store::{RunState, Store};
use backend::thread_log::ThreadLog;
use contract::agui::Event;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::support::conversation::{SITE, assert_gap_free, begin, entries, event, finish, say};
use crate::support::database::{Database, on_both_databases};

/// How often a process is killed.
const KILLS: usize = 20;

/// Conversations held at once by a process.
const THREADS: usize = 4;

/// Names the child's database.
const URL: &str = "CHAT_CRASH_DATABASE";

on_both_databases! {
    what_was_acknowledged_survives_a_killed_process,
}

async fn what_was_acknowledged_survives_a_killed_process(database: Database) {
    let mut begun = BTreeSet::new();
    let mut ended = BTreeSet::new();
    for _ in 0..KILLS {
        for line in acknowledged(&database.url) {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["begun", thread, run] => drop(begun.insert((thread.to_owned(), run.to_owned()))),
                ["ended", thread, run] => drop(ended.insert((thread.to_owned(), run.to_owned()))),
                _ => {}
            }
        }
        database.forgotten_by_the_dead().await;
        check(&database.store().await, &begun, &ended).await;
    }
    assert!(begun.len() > KILLS && !ended.is_empty(), "the case needs runs");
}

/// Runs a process on the database for a random while, kills it, and gives what it acknowledged.
fn acknowledged(url: &str) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "thread_log::crash::child_that_is_killed", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains("begun ") {
        assert!(output.read_line(&mut text).unwrap() > 0, "the process ended by itself");
    }
    let millis = Uuid::new_v4().as_u128() % 120;
    std::thread::sleep(Duration::from_millis(u64::try_from(millis).unwrap()));
    // On Unix this is SIGKILL.
    child.kill().unwrap();
    output.read_to_string(&mut text).unwrap();
    child.wait().unwrap();
    // What is after the last line break was not said whole.
    let (lines, _) = text.rsplit_once('\n').unwrap();
    lines.lines().map(str::to_owned).collect()
}

async fn check(store: &Store, begun: &BTreeSet<(String, String)>, ended: &BTreeSet<(String, String)>) {
    let log = ThreadLog::start(store.clone(), "node");
    log.recover(OffsetDateTime::now_utc()).await.unwrap();
    let threads: BTreeSet<&String> = begun.iter().map(|(thread_id, _)| thread_id).collect();
    for thread_id in threads {
        let stored = entries(store, thread_id).await;
        assert_gap_free(&stored, 1);
        let started: Vec<String> = stored
            .iter()
            .filter_map(|entry| match event(entry) {
                Event::RunStarted(body) => Some(body.run_id),
                _ => None,
            })
            .collect();
        for (_, run_id) in begun.iter().filter(|(thread, _)| thread == thread_id) {
            assert_eq!(started.iter().filter(|started| *started == run_id).count(), 1, "{run_id}");
        }
        assert_eq!(store.active_run(thread_id).await.unwrap(), None);
        let thread = store.thread(SITE, "ann", thread_id).await.unwrap().unwrap();
        assert_eq!(thread.last_seq, stored.last().unwrap().seq);
    }
    for (_, run_id) in ended {
        let run = store.run(SITE, "ann", run_id).await.unwrap().unwrap();
        assert_eq!(run.state, RunState::Finished, "{run_id}");
    }
    log.shutdown().await;
    store.close().await;
}

/// Not a case of its own: the process that [`acknowledged`] starts and kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let log = ThreadLog::start(Store::connect(&url).await.unwrap(), "node");
    log.recover(OffsetDateTime::now_utc()).await.unwrap();
    let writers: Vec<_> = (0..THREADS).map(|_| tokio::spawn(converse(log.clone()))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn converse(log: ThreadLog) {
    let thread_id = Uuid::new_v4().to_string();
    loop {
        let run_id = Uuid::new_v4().to_string();
        begin(&log, &thread_id, &run_id).await;
        println!("begun {thread_id} {run_id}");
        say(&log, &thread_id, &run_id, &["one ", "two ", "three"]).await;
        finish(&log, &thread_id, &run_id).await;
        println!("ended {thread_id} {run_id}");
    }
}
