#![doc = include_str!("../README.md")]

pub mod openapi;
pub mod types;

mod config;

mod client;

mod agents;

pub mod realtime;

mod error;
mod retry;
mod transport;

pub use agents::Agents;
pub use client::Client;
pub use config::{CertificateDer, Config};
pub use error::{ApiError, Error, TransportKind};
pub use retry::{RetryPolicy, parse_retry_after};
pub use transport::MAX_BODY_BYTES;
