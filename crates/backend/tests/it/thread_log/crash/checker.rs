//! Judges what visitors saw as acknowledged against what history and log say afterwards.

use std::collections::BTreeMap;

use serde_json::Value;

use super::PIECES;
use super::client::{Client, Conversation};
use crate::support::events::Events;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was acknowledged and is not there.
    Lost { place: &'static str, what: String },
    /// It is there more than once.
    Doubled { place: &'static str, what: String },
    /// What comes after this number is not the next one.
    Gap { after: u64 },
    /// A number stands for something else than it did.
    Changed { number: u64 },
    /// A run has not exactly one end, at its end.
    NotEnded { run: String },
    /// It never came to its end.
    Stuck { what: String },
    /// An answer that was finished is not whole.
    Torn { place: &'static str, run: String },
}

/// What a backend says of a thread.
#[derive(Debug)]
pub struct Stored {
    pub events: Vec<(u64, Value)>,
    pub messages: Vec<Value>,
    pub last_seq: u64,
}

/// Reads a thread as its visitor can.
pub async fn read(client: &Client, thread: &str) -> Stored {
    let get = async |path: String| client.request(reqwest::Method::GET, &path).send().await.unwrap();
    let events = Events::of(get(format!("/v1/threads/{thread}/events?follow=0")).await).all().await;
    let (mut messages, mut last_seq, mut before) = (Vec::new(), None, String::new());
    loop {
        let page: Value = get(format!("/v1/threads/{thread}?limit=200{before}")).await.json().await.unwrap();
        last_seq = last_seq.or(page["lastSeq"].as_u64());
        let mut older: Vec<Value> = page["messages"].as_array().unwrap().clone();
        before = format!("&before={}", older.first().map_or(Value::Null, |entry| entry["seq"].clone()));
        older.append(&mut messages);
        messages = older;
        if page["hasMore"] != true {
            break;
        }
    }
    let messages = messages.into_iter().map(|mut entry| entry["message"].take()).collect();
    Stored { events, messages, last_seq: last_seq.unwrap() }
}

/// All that is wrong.
pub fn judge(conversation: &Conversation, stored: &Stored) -> Vec<Finding> {
    let mut findings = conversation.noticed.clone();
    findings.extend(numbers(stored));
    findings.extend(messages(conversation, stored));
    findings.extend(answers(stored));
    findings.extend(feedback(conversation, stored));
    let log: BTreeMap<u64, &Value> = stored.events.iter().map(|(number, event)| (*number, event)).collect();
    for (number, event) in &conversation.seen {
        match log.get(number) {
            Some(kept) if *kept == event => {}
            Some(_) => findings.push(Finding::Changed { number: *number }),
            None => findings.push(Finding::Lost { place: "the log", what: format!("event {number}") }),
        }
    }
    findings
}

/// From 1 on, each once, to the one that the thread names as its last.
fn numbers(stored: &Stored) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut last = 0;
    for (number, _) in &stored.events {
        if *number != last + 1 {
            findings.push(Finding::Gap { after: last });
        }
        last = *number;
    }
    if last != stored.last_seq {
        findings.push(Finding::Gap { after: last });
    }
    findings
}

/// Acknowledged ones are there once, and others not more than once.
fn messages(conversation: &Conversation, stored: &Stored) -> Vec<Finding> {
    let in_log = stored.events.iter().filter(|(_, event)| event["type"] == "RUN_STARTED");
    let in_log: Vec<&Value> = in_log.map(|(_, event)| &event["input"]["messages"][0]["content"]).collect();
    let in_history = stored.messages.iter().filter(|message| message["role"] == "user");
    let in_history: Vec<&Value> = in_history.map(|message| &message["content"]).collect();
    let mut findings = Vec::new();
    for (run, text) in &conversation.sent {
        let acknowledged = conversation.acknowledged.contains(run);
        for (place, kept) in [("the log", &in_log), ("the history", &in_history)] {
            findings.extend(count(place, text, acknowledged, kept.iter().filter(|kept| **kept == text)));
        }
    }
    findings
}

fn feedback(conversation: &Conversation, stored: &Stored) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, comment) in &conversation.feedback {
        let kept = stored.events.iter().filter(|(_, event)| event["value"]["comment"] == *comment);
        findings.extend(count("the log", comment, true, kept.clone()));
        if kept.clone().any(|(kept, _)| kept != number) {
            findings.push(Finding::Changed { number: *number });
        }
        let noted = |message: &&Value| message["metadata"]["siesta"]["feedback"]["comment"] == *comment;
        findings.extend(count("the history", comment, true, stored.messages.iter().filter(noted)));
    }
    findings
}

fn count<T>(
    place: &'static str,
    what: &str,
    acknowledged: bool,
    kept: impl Iterator<Item = T>,
) -> Option<Finding> {
    let what = what.to_owned();
    match kept.count() {
        0 if acknowledged => Some(Finding::Lost { place, what }),
        0 | 1 => None,
        _ => Some(Finding::Doubled { place, what }),
    }
}

/// Each run that began has one end, and is whole when that is a success.
fn answers(stored: &Stored) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open: Option<(String, String)> = None;
    for (_, event) in &stored.events {
        match (event["type"].as_str().unwrap(), &mut open) {
            ("RUN_STARTED", None) => {
                open = Some((event["runId"].as_str().unwrap().to_owned(), String::new()));
            }
            ("TEXT_MESSAGE_CONTENT", Some((_, text))) => text.push_str(event["delta"].as_str().unwrap()),
            ("RUN_FINISHED" | "RUN_ERROR", Some(_)) => {
                let Some((run, text)) = open.take() else { continue };
                if event["type"] == "RUN_FINISHED" {
                    findings.extend(whole(&run, &text, &stored.messages));
                }
            }
            ("RUN_STARTED" | "RUN_FINISHED" | "RUN_ERROR", _) => {
                let run = event["runId"].as_str().unwrap_or_default().to_owned();
                findings.push(Finding::NotEnded { run });
            }
            _ => {}
        }
    }
    findings.extend(open.map(|(run, _)| Finding::NotEnded { run }));
    findings
}

fn whole(run: &str, text: &str, messages: &[Value]) -> Vec<Finding> {
    let expected = PIECES.concat();
    let torn = |place| Finding::Torn { place, run: run.to_owned() };
    let answer = messages.iter().find(|message| message["id"] == format!("{run}:answer"));
    let in_history = answer.is_some_and(|answer| answer["content"] == expected);
    let places = [("the log", text == expected), ("the history", in_history)];
    places.into_iter().filter(|(_, whole)| !whole).map(|(place, _)| torn(place)).collect()
}
