//! Tests of the command from outside: its output, its messages, its exit codes.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

#[path = "../../../siesta-api/tests/support/dev_agent.rs"]
mod dev_agent;

mod completions;
mod explain;
mod manifest;
mod openapi;
mod support;
