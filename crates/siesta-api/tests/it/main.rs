//! The client against real servers on loopback: one binary, a module for each subject.

#![expect(clippy::unwrap_used, reason = "a failure in a test or its server should end the test")]

#[path = "../support/document.rs"]
mod judge;
#[path = "../support/recording.rs"]
mod recording;

mod agents;
mod configuration;
mod document;
mod limits;
mod paging;
mod realtime;
mod recorded;
mod refusals;
mod retries;
mod secrets;
mod support;
mod tls;
mod transfers;
