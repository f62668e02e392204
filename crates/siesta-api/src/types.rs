//! The API's JSON, as [`openapi::ASSUMED_V1`](crate::openapi::ASSUMED_V1) describes it.
//!
//! Types carry the vendor's schema names and camelCase properties. What a type does not know is kept in its
//! `extra` map and written back unchanged. Requests are made with `new(required…)` and their other fields set
//! afterwards.

mod agent;
mod agent_output;
mod agent_response;
mod audit_record;
mod connection;
mod data_source_collection;
mod error_response;
mod file;
mod open_enum;
mod page;
mod realtime_session;
mod serde_ext;
mod task;
mod workspace;

#[cfg(test)]
mod document_tests;

use std::collections::BTreeMap;

pub use agent::{Agent, AgentPage, CreateAgentRequest, ListAgentsRequest};
pub use agent_output::{ActionStatus, AgentAction, AgentOutput};
pub use agent_response::{AgentResponse, Citation, ContextEntry, CreateAgentResponseRequest};
pub use audit_record::{
    AuditAction, AuditRecord, AuditRecordPage, ChangedProperty, EntityType, ListAuditLogsRequest,
};
pub use connection::{Connection, ConnectionPage, ConnectionStatus, ListConnectionsRequest};
pub use data_source_collection::{
    CreateDataSourceCollectionRequest, DataSource, DataSourceCollection, DataSourceCollectionPage,
    ListDataSourceCollectionsRequest, UpdateDataSourceCollectionRequest,
};
pub use error_response::{ErrorResponse, FieldError};
pub use file::StoredFile;
pub(crate) use open_enum::open_enum;
pub use page::{Page, SortDirection};
pub use realtime_session::{CreateRealtimeSessionRequest, RealtimeSession, ToolDefinition};
pub(crate) use serde_ext::timestamp;
pub use task::{
    CreateTaskRequest, ListTasksRequest, Task, TaskPage, TaskSort, TaskStatus, UpdateTaskRequest,
};
pub use workspace::{ListWorkspacesRequest, Workspace, WorkspacePage};

/// Properties that a type does not know, by name.
pub type Extra = BTreeMap<String, serde_json::Value>;
