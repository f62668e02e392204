//! What the cases share.

pub mod backend;
pub mod conversation;
pub mod database;
pub mod events;
pub mod issuer;
pub mod key;
#[cfg(target_os = "linux")]
pub mod memory;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod token;
pub mod vendor;
