//! Short ways to say what happens in a conversation.

use std::time::Duration;

use backend::store::{LogEntry, ProvenKey, Store, StoreError};
use backend::thread_log::{Begun, NewRun, ThreadLog};
use contract::agui::{Event, Message, Role, RunAgentInput};
use futures_util::{Stream, StreamExt as _};
use time::OffsetDateTime;

/// The site of every case.
pub const SITE: &str = "site";

/// A run of the visitor `ann`.
pub fn run(thread_id: &str, run_id: &str, text: &str) -> NewRun {
    let message = Message::text(format!("{run_id}:question"), Role::User, text);
    let mut body_hash = [0; 32];
    body_hash.iter_mut().zip(text.bytes()).for_each(|(hash, byte)| *hash = byte);
    NewRun {
        site_id: SITE.to_owned(),
        visitor_id: "ann".to_owned(),
        issued_at: 0,
        token_id: "token".to_owned(),
        input: RunAgentInput::new(thread_id, run_id, vec![message]),
        body_hash,
        tool_answers: None,
    }
}

/// The visitor's key, proven with the challenge of this number.
pub fn proven(visitor_id: &str, challenge: u8) -> ProvenKey {
    ProvenKey {
        visitor_id: visitor_id.to_owned(),
        public_key: "key".to_owned(),
        challenge_hash: [challenge; 32],
        challenge_void_at: OffsetDateTime::now_utc() + time::Duration::minutes(1),
    }
}

/// Begins a run that is expected to be new.
pub async fn begin(log: &ThreadLog, thread_id: &str, run_id: &str) -> u64 {
    match log.begin_run(run(thread_id, run_id, "Hello")).await.unwrap() {
        Begun::Started { first_seq } => first_seq,
        other => panic!("{run_id}: {other:?}"),
    }
}

/// Begins, answers and ends a run.
pub async fn answer(log: &ThreadLog, thread_id: &str, run_id: &str, pieces: &[&str]) {
    begin(log, thread_id, run_id).await;
    say(log, thread_id, run_id, pieces).await;
    log.append(thread_id, run_id, Event::text_end(format!("{run_id}:answer"))).await.unwrap();
    finish(log, thread_id, run_id).await;
}

/// Opens the run's answer and streams the pieces of its text.
pub async fn say(log: &ThreadLog, thread_id: &str, run_id: &str, pieces: &[&str]) {
    let message_id = format!("{run_id}:answer");
    log.append(thread_id, run_id, Event::text_start(&message_id)).await.unwrap();
    for piece in pieces {
        log.append(thread_id, run_id, Event::text(&message_id, *piece)).await.unwrap();
    }
}

/// Ends a run with success.
pub async fn finish(log: &ThreadLog, thread_id: &str, run_id: &str) {
    log.end_run(thread_id, run_id, Event::run_finished(thread_id, run_id, "success")).await.unwrap();
}

/// The whole log of a thread.
pub async fn entries(store: &Store, thread_id: &str) -> Vec<LogEntry> {
    store.read_events(thread_id, 0, usize::MAX).await.unwrap()
}

/// Asserts that numbers go from `first` on without a gap.
#[track_caller]
pub fn assert_gap_free(entries: &[LogEntry], first: u64) {
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    let expected: Vec<u64> = (first..first + entries.len() as u64).collect();
    assert_eq!(numbers, expected);
}

/// An entry's event.
pub fn event(entry: &LogEntry) -> Event {
    serde_json::from_str(&entry.json).unwrap()
}

/// All text that assistants streamed.
pub fn text(entries: &[LogEntry]) -> String {
    let delta = |entry| match event(entry) {
        Event::TextMessageContent(body) => Some(body.delta),
        _ => None,
    };
    entries.iter().filter_map(delta).collect()
}

/// What a follower sees until it has seen enough.
pub async fn follow_until(
    events: impl Stream<Item = Result<LogEntry, StoreError>> + Send,
    enough: impl Fn(&[LogEntry]) -> bool + Send,
) -> Vec<LogEntry> {
    let mut events = std::pin::pin!(events);
    let mut seen = Vec::new();
    while !enough(&seen) {
        // A case that waits in vain shall fail, not hang.
        let next = tokio::time::timeout(Duration::from_secs(60), events.next()).await;
        seen.push(next.unwrap().unwrap().unwrap());
    }
    seen
}

/// Whether a number of runs has ended.
pub fn ended(runs: usize) -> impl Fn(&[LogEntry]) -> bool + Send {
    move |seen| seen.iter().filter(|entry| event(entry).is_terminal()).count() >= runs
}
