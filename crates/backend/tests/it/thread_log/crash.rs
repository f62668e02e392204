//! A backend that is killed at any moment loses nothing that it acknowledged, doubles nothing, and leaves no gap.

mod checker;
pub mod client;
mod planted;

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::database::{Database, on_both_databases};
use crate::support::process::{Process, reborn};
use crate::support::vendor::{Plan, Step, Vendor, answer};
use checker::{Finding, judge, read};
use client::{Client, Conversation, Progress};

/// Visitors who talk at once.
const VISITORS: usize = 8;

/// A backend is killed after so many acknowledged messages, and a random time of at most these milliseconds.
const LOAD: (usize, u128) = (VISITORS / 2, 300);

/// The pieces of each answer.
const PIECES: [&str; 6] = ["Every ", "word ", "of ", "this ", "is ", "kept."];

on_both_databases! {
    what_was_acknowledged_survives_a_killed_backend,
}

async fn what_was_acknowledged_survives_a_killed_backend(database: Database) {
    let rounds = if std::env::var_os("SIESTA_TEST_ALL").is_some() { 300 } else { 30 };
    let vendor = Vendor::start(Plan { steps: slowly(), ..Plan::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let environment = reborn(&database, folder.path(), &vendor.url);
    let url = format!("http://{}", environment["CHAT_LISTEN"]);
    let stop = CancellationToken::new();
    let (progress, mut heard) = watch::channel(Progress::default());
    let talks: Vec<_> = (0..VISITORS)
        .map(|number| {
            let client = Client::new(&url, &format!("visitor-{number}"), progress.clone());
            let stop = stop.clone();
            tokio::spawn(async move { client.talk(stop).await })
        })
        .collect();

    let mut findings = Vec::new();
    for round in 0..rounds {
        // Each fifth one is killed while it starts.
        if round % 5 == 4 {
            let process = Process::spawn(&environment, "error");
            pause(60).await;
            drop(process);
        } else {
            let process = started(&environment).await;
            let before = heard.borrow().messages;
            if !until(&mut heard, |progress| progress.messages >= before + LOAD.0).await {
                findings.push(Finding::Stuck { what: format!("round {round}") });
                break;
            }
            pause(LOAD.1).await;
            drop(process);
        }
        database.forgotten_by_the_dead().await;
    }

    let process = started(&environment).await;
    let before = *heard.borrow();
    if !until(&mut heard, |progress| progress.feedback > before.feedback).await {
        findings.push(Finding::Stuck { what: "the last round".to_owned() });
    }
    stop.cancel();
    let mut conversations = Vec::new();
    for talk in talks {
        match talk.await {
            Ok(talk) => conversations.extend(talk),
            Err(error) => findings.push(Finding::Stuck { what: error.to_string() }),
        }
    }
    for conversation in &conversations {
        let reader = Client::new(&url, &conversation.visitor, progress.clone());
        findings.extend(judge(conversation, &read(&reader, &conversation.thread).await));
    }
    findings.extend(asked_again(&vendor));
    let log = process.log();
    assert!(findings.is_empty(), "{findings:#?}\n{log}");

    let sum = |count: fn(&Conversation) -> usize| conversations.iter().map(count).sum::<usize>();
    let messages = sum(|it| it.acknowledged.len());
    let broken = sum(|it| it.seen.values().filter(|event| event["type"] == "RUN_ERROR").count());
    let (feedback, cuts) = (sum(|it| it.feedback.len()), sum(|it| it.cuts));
    let (store, _) = database.url.split_once(':').unwrap();
    println!(
        "{store}: {rounds} kills; {messages} messages and {feedback} feedbacks acknowledged in {} conversations, {} \
         events seen, {broken} answers broken off, {cuts} streams cut and resumed; 0 lost, 0 doubled, 0 gaps",
        conversations.len(),
        sum(|it| it.seen.len()),
    );
    let enough = messages > rounds && broken > 0 && broken < messages && feedback > 0 && cuts > rounds;
    assert!(enough, "the case needs load, and kills in the middle of it");
}

async fn started(environment: &BTreeMap<String, String>) -> Process {
    let environment = environment.clone();
    tokio::task::spawn_blocking(move || Process::spawn(&environment, "error").listening()).await.unwrap()
}

/// `false`: in vain. A case shall fail and not hang.
async fn until(heard: &mut watch::Receiver<Progress>, enough: impl FnMut(&Progress) -> bool) -> bool {
    tokio::time::timeout(Duration::from_secs(60), heard.wait_for(enough)).await.is_ok()
}

/// A random part of these milliseconds.
async fn pause(millis: u128) {
    let millis = Uuid::new_v4().as_u128() % millis;
    tokio::time::sleep(Duration::from_millis(u64::try_from(millis).unwrap())).await;
}

/// An answer that takes long enough to be cut in its middle.
fn slowly() -> Vec<Step> {
    let mut steps = Vec::new();
    for step in answer(&PIECES) {
        steps.extend([step, Step::Pause(Duration::from_millis(2))]);
    }
    steps
}

/// Questions that the agent got more than once.
fn asked_again(vendor: &Vendor) -> Vec<Finding> {
    let mut questions = BTreeMap::<String, usize>::new();
    for event in vendor.seen().events {
        if event["item"]["role"] == "user" {
            let question = event["item"]["content"][0]["text"].as_str().unwrap().to_owned();
            *questions.entry(question).or_default() += 1;
        }
    }
    let again = questions.into_iter().filter(|(_, times)| *times > 1);
    again.map(|(what, _)| Finding::Doubled { place: "the agent", what }).collect()
}
