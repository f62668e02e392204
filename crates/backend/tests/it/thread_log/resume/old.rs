//! Streams that are resumed days later, by another process.

use reqwest::Method;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tokio::sync::watch;

use crate::support::backend::{Asked, id};
use crate::support::database::{Database, on_both_databases};
use crate::support::events::Events;
use crate::support::process::{Process, reborn};
use crate::support::vendor::{Plan, Vendor, answer};
use crate::thread_log::crash::client::Client;

const HOUR: i64 = 60 * 60 * 1000;

on_both_databases! {
    a_run_is_resumed_a_month_later_and_nobody_is_asked_again,
    a_retention_of_one_day_leaves_a_day_to_resume,
}

async fn a_run_is_resumed_a_month_later_and_nobody_is_asked_again(database: Database) {
    check(database, None, 30 * 24 * HOUR).await;
}

async fn a_retention_of_one_day_leaves_a_day_to_resume(database: Database) {
    check(database, Some("1"), 24 * HOUR - HOUR / 60).await;
}

async fn check(database: Database, retention_days: Option<&str>, age: i64) {
    let vendor = Vendor::start(Plan { steps: answer(&["Hello ", "there"]), ..Plan::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let mut environment = reborn(&database, folder.path(), &vendor.url);
    if let Some(days) = retention_days {
        environment.insert("CHAT_RETENTION_DAYS".to_owned(), days.to_owned());
    }
    let process = Process::spawn(&environment, "error").listening();
    let client = Client::new(&process.url, "ann", watch::Sender::default());
    let asked = Asked { thread: id(), run: id(), text: "Hi?".to_owned() };
    let ask = || client.request(Method::POST, "/v1/assistants/primary/runs").json(&asked.body());
    let first = Events::of(ask().send().await.unwrap()).all().await;
    drop(process);
    database.forgotten_by_the_dead().await;

    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&database.url).await.unwrap();
    for change in [
        format!("UPDATE threads SET created_at = created_at - {age}, updated_at = updated_at - {age}"),
        format!("UPDATE runs SET created_at = created_at - {age}, lease_until = lease_until - {age}"),
    ] {
        sqlx::query(AssertSqlSafe(change)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();

    let _process = Process::spawn(&environment, "error").listening();
    for after in 0..=first.len() {
        let path = format!("/v1/threads/{}/events?follow=0&after={after}", asked.thread);
        let rest = client.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(Events::of(rest).all().await, first[after..], "after {after}");
    }
    assert_eq!(Events::of(ask().send().await.unwrap()).all().await, first);
    assert_eq!(vendor.seen().sessions.len(), 1, "the agent was asked once");
}
