//! The dev agent from outside: real HTTP, real WebSockets, real files, real processes.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod acting;
mod agents;
mod answers;
mod command_line;
mod contract;
mod conversations;
mod errors;
mod faults;
mod files;
mod functions;
mod model;
mod realtime;
mod recorded;
mod records;
mod support;
