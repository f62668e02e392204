//! Runs: from a visitor's message to the events of its answer.
//!
//! A run is detached from the request that began it: it writes into the thread's log, and whoever wants to see
//! it follows the log. The agent platform's events become AG-UI in [`translate`] and nowhere else.

mod beginnings;
mod failure;
mod job;
mod tools;
pub mod translate;

mod realtime;
mod response;

mod run;
mod runs;

pub use beginnings::{Beginning, Beginnings};
pub use failure::RunFailure;
pub use job::{Job, Turn};
pub use run::start;
pub use runs::Runs;
pub use tools::{ClientTools, Tool};
