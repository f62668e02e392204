//! The External API, a group of operations a file.

mod agents;
mod audit_logs;
mod connections;
mod data_source_collections;
mod files;
mod paging;
mod tasks;
mod workspaces;

pub use agents::Agents;
pub use audit_logs::AuditLogs;
pub use connections::Connections;
pub use data_source_collections::DataSourceCollections;
pub use files::{FileContent, FileDownload, Files, UploadFileRequest};
pub use paging::Items;
pub use tasks::Tasks;
pub use workspaces::Workspaces;
