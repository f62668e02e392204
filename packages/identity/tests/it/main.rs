//! The helper code as it stands, run in its own language: what it makes has the claims and signatures agreed upon.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod cases;
mod examples;
mod keys;
mod language;
mod readme;
mod signature;
