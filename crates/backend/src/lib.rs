#![doc = include_str!("../README.md")]

pub mod settings;

pub mod server;

pub mod app;

pub mod http;

mod connection;
pub mod origin;
mod public_config;
pub mod session;

pub mod limits;

pub mod agent;
pub mod erasure;

pub mod store;
pub mod thread_log;

mod bundle;
pub mod logging;
pub mod problem;
