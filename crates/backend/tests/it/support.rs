//! What the cases share.

pub mod conversation;
pub mod database;
pub mod postgres;
pub mod proxy;
