//! Stopping, crashing, starting again.

use std::process::Command;
use std::time::Duration;

use contract::error::code;
use serde_json::Value;

use crate::support::backend::{Asked, Backend, Transport, environment, http_client, id};
use crate::support::database::Database;
use crate::support::events::{Events, text};
use crate::support::process::{Process, reborn};
use crate::support::vendor::{Plan, Vendor, answer};

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_backend_lets_runs_finish() {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.server.drain = Duration::from_secs(60);
    })
    .await;
    let (_, response) = backend.visitor().await.ask(&backend, "Hi?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;
    let stopping = tokio::spawn(backend.stop());
    vendor.release();
    let rest = events.all().await;
    assert_eq!(rest.last().unwrap().1["type"], "RUN_FINISHED");
    stopping.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_does_not_finish_in_time_is_lost_and_its_reader_told_so() {
    let vendor = Vendor::start(Plan::held()).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let (asked, response) = visitor.ask(&backend, "Hi?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;
    let follower = visitor.get(&backend, &format!("/v1/threads/{}/events", asked.thread));
    let follower = Events::of(follower.send().await.unwrap());

    let backend = backend.restart().await;
    let (_, error) = events.all().await.pop().unwrap();
    assert_eq!((&error["type"], &error["code"]), (&"RUN_ERROR".into(), &code::RUN_LOST.into()));
    let followed = follower.all().await;
    assert_eq!(followed.last().unwrap().1, error);

    // What was said is in the history, and the thread goes on.
    vendor.plan(Plan { steps: answer(&["again"]), ..Plan::default() });
    let path = format!("/v1/threads/{}", asked.thread);
    let page: Value = visitor.get(&backend, &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(page["activeRun"], Value::Null);
    let messages = page["messages"].as_array().unwrap();
    assert_eq!(messages[1]["message"]["content"], "Hel");
    assert_eq!(messages[1]["message"]["metadata"]["siesta"]["incomplete"], code::RUN_LOST);
    let next = Asked { run: id(), ..asked };
    assert_eq!(text(&Events::of(visitor.send(&backend, &next).await).all().await), "again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_a_killed_backend_is_lost_after_its_restart() {
    let vendor = Vendor::start(Plan::held()).await;
    let database = Database::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let settings = reborn(&database, folder.path(), &vendor.url);
    let process = Process::start(&settings);
    let http = http_client();
    let session = http.post(format!("{}/v1/session", process.url)).json(&serde_json::json!({}));
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    let asked = Asked { thread: id(), run: id(), text: "Hi?".to_owned() };
    let ask = |url: &str| {
        http.post(format!("{url}/v1/assistants/primary/runs")).bearer_auth(token).json(&asked.body())
    };
    let mut events = Events::of(ask(&process.url).send().await.unwrap());
    let (seq, _) = events.until("TEXT_MESSAGE_CONTENT").await;
    drop(process);
    assert_eq!(events.next().await, None, "the stream breaks off");

    let process = Process::start(&settings);
    let replayed = Events::of(ask(&process.url).send().await.unwrap()).all().await;
    assert_eq!(text(&replayed), "Hel");
    let (last, error) = replayed.last().unwrap();
    assert_eq!(*last, seq + 1);
    assert_eq!((&error["type"], &error["code"]), (&"RUN_ERROR".into(), &code::RUN_LOST.into()));
    assert_eq!(vendor.seen().sessions.len(), 1, "the agent was not asked again");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_stops_the_binary_with_success() {
    let folder = tempfile::tempdir().unwrap();
    let settings = environment(folder.path(), Transport::Realtime, "http://127.0.0.1:9");
    let process = Process::start(&settings);
    let killed = Command::new("kill").args(["-TERM", &process.pid().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(process.ended().success());
}
