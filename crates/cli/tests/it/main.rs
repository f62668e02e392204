//! Tests of the command from outside: its output, its messages, its exit codes.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod completions;
mod manifest;
mod openapi;
mod support;
