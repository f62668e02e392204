//! One file per address.

pub(super) mod config;
pub(super) mod session;

mod input;
pub(super) mod runs;
mod tool_results;

pub(super) mod cancel;
pub(super) mod events;
pub(super) mod feedback;
pub(super) mod threads;

pub(super) mod me;

pub(super) mod bundle;
pub(super) mod chat;
pub(super) mod preview;

pub(super) mod documents;
pub(super) mod health;
