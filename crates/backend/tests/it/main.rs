//! The backend, seen from outside.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod http;
mod identity;
mod store;
mod support;
mod thread_log;
