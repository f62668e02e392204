//! What the cases share.

pub mod backend;
pub mod conversation;
pub mod database;
pub mod events;
pub mod postgres;
pub mod proxy;
pub mod vendor;
