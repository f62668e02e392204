//! Tests of what may leave a page.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod cleanup;
mod items;
mod properties;
mod redaction;
