//! A long thread, read from its beginning by a real process.

use backend::thread_log::{NewRun, ThreadLog};
use contract::agui::Event;
use futures_util::StreamExt as _;
use tokio::sync::watch;

use crate::support::conversation::{finish, run};
use crate::support::database::{Database, on_both_databases};
use crate::support::events::Events;
use crate::support::process::{Process, reborn};
use crate::support::vendor::Vendor;
use crate::thread_log::crash::client::Client;

/// Events of the thread.
const EVENTS: u64 = 1_000;

on_both_databases! {
    a_thousand_events_are_replayed_each_once,
}

async fn a_thousand_events_are_replayed_each_once(database: Database) {
    let (thread, id) = (crate::support::backend::id(), crate::support::backend::id());
    write(&database, &thread, &id).await;
    let vendor = Vendor::saying(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let process = Process::spawn(&reborn(&database, folder.path(), &vendor.url), "error").listening();
    let client = Client::new(&process.url, "ann", watch::Sender::default());

    let path = format!("/v1/threads/{thread}/events?follow=0");
    let response = client.request(reqwest::Method::GET, &path).send().await.unwrap();
    let numbers: Vec<u64> = Events::of(response).all().await.into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, (1..=EVENTS).collect::<Vec<_>>());
    assert_eq!(vendor.seen().sessions.len(), 0, "the agent is not asked for a replay");
}

/// A run whose events have a row each, as an idle database writes them.
async fn write(database: &Database, thread: &str, id: &str) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let begun = NewRun { site_id: "default".to_owned(), ..run(thread, id, "Tell me everything") };
    log.begin_run(begun).await.unwrap();
    let mut written = std::pin::pin!(log.follow(thread, 1));
    for number in 2..EVENTS {
        log.append(thread, id, Event::text(format!("{id}:answer"), format!("word {number} "))).await.unwrap();
        assert_eq!(written.next().await.unwrap().unwrap().seq, number);
    }
    finish(&log, thread, id).await;
    log.shutdown().await;
    store.close().await;
}
