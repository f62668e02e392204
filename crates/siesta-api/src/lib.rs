#![doc = include_str!("../README.md")]

pub mod openapi;
pub mod types;

mod config;

mod client;

mod operations;

pub mod realtime;

mod error;
mod retry;
mod transport;

pub use client::Client;
pub use config::{CertificateDer, Config};
pub use error::{ApiError, Error, TransportKind};
pub use operations::{
    Agents, AuditLogs, Connections, DataSourceCollections, FileContent, FileDownload, Files, Items, Tasks,
    UploadFileRequest, Workspaces,
};
pub use retry::{RetryPolicy, parse_retry_after};
pub use transport::MAX_BODY_BYTES;
