//! `siesta agents|tasks|files|…` as people run it, against the dev agent's program.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

#[path = "../../../siesta-api/tests/support/dev_agent.rs"]
mod dev_agent;

mod support;
mod terminal;

mod lists;

mod writes;

mod transfers;

mod refusals;

mod consent;
