#![doc = include_str!("../README.md")]

pub mod agui;
pub mod api;
pub mod error;
pub mod history;
pub mod limits;
pub mod sse;
