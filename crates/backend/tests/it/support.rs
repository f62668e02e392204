//! What the cases share.

pub mod backend;
pub mod conversation;
pub mod database;
pub mod events;
pub mod issuer;
pub mod key;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod vendor;
