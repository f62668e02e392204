//! The helper code as it stands, run in its own language: what it makes is accepted by a real backend.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod backend;
mod cases;
mod examples;
mod keys;
mod language;
mod readme;
mod signature;
