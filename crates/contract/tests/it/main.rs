//! Contract tests: our types against AG-UI's schemas, and the codec against every split.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod agui;
mod history;
mod sse;
