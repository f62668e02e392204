//! backend.

pub mod store;
pub mod thread_log;
