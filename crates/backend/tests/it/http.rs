//! The HTTP API, over real sockets.

mod access;
mod client_tools;
mod connections;
mod cors;
mod erasure;
mod feedback;
mod idempotency;
mod lifecycle;
mod limits;
mod matrix;
mod me;
mod pages;
mod rate_limits;
mod routes;
mod runs;
mod secrets;
mod session;
mod settings;
#[cfg(target_os = "linux")]
mod stalled;
mod threads;
mod upstream;
