//! Tests of loading and refusing manifests, over real files in a temporary folder.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod agreement;
mod answers;
mod friendly;
mod golden;
mod loading;
mod mutation;
mod properties;
mod refusals;
mod schema;
mod support;
mod theme;
mod unknown_keys;
mod variables;
