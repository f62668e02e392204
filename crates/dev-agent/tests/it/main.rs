//! The dev agent from outside: real HTTP, real WebSockets, real files, real processes.

mod agents;
mod answers;
mod command_line;
mod conversations;
mod errors;
mod realtime;
mod support;
