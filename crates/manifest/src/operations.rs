//! The documented operations of the External API, in the vendor's words.

use crate::external_api::{Method, Operation};
use crate::head::Extra;

/// Method, path, purpose, and what a call needs besides the two headers.
type Row = (Method, &'static str, &'static str, &'static [&'static str]);

const ROWS: [Row; 17] = [
    (
        Method::Get,
        "/api/v1/Agent",
        "List or search available agents before choosing the implementation target.",
        &[],
    ),
    (
        Method::Post,
        "/api/v1/Agent",
        "Create an agent from a backend, setup wizard, or customer portal flow.",
        &["CreateAgentRequest"],
    ),
    (
        Method::Post,
        "/api/v1/Agent/{agentId}/response",
        "Send a message or structured request to a specific agent and receive the response.",
        &["agentId", "CreateAgentResponseRequest"],
    ),
    (
        Method::Post,
        "/api/v1/File",
        "Upload files as multipart/form-data before attaching file context to an agent flow.",
        &["file"],
    ),
    (
        Method::Get,
        "/api/v1/File/{id}",
        "Download a file previously uploaded or returned through an External API flow.",
        &["id"],
    ),
    (
        Method::Get,
        "/api/v1/DataSourceCollection",
        "List persistent data source collections that can provide durable knowledge to agents.",
        &[],
    ),
    (
        Method::Post,
        "/api/v1/DataSourceCollection",
        "Create a persistent data source collection for reusable agent knowledge.",
        &["CreateDataSourceCollectionRequest"],
    ),
    (
        Method::Get,
        "/api/v1/DataSourceCollection/{id}",
        "Read one data source collection before attaching or updating knowledge context.",
        &["id"],
    ),
    (
        Method::Put,
        "/api/v1/DataSourceCollection/{id}",
        "Update a data source collection after a governed change to reusable knowledge.",
        &["id", "UpdateDataSourceCollectionRequest"],
    ),
    (
        Method::Get,
        "/api/v1/Task",
        "Search tasks by workspace, status, source agent, paging, and sort parameters.",
        &[],
    ),
    (
        Method::Get,
        "/api/v1/Task/{id}",
        "Read task details for follow-up, review, or synchronization back to another system.",
        &["id"],
    ),
    (Method::Post, "/api/v1/Task", "Create a task from an approved agent outcome.", &["CreateTaskRequest"]),
    (
        Method::Put,
        "/api/v1/Task/{id}",
        "Update an existing task when an external workflow changes status, owner, or review context.",
        &["id", "UpdateTaskRequest"],
    ),
    (
        Method::Get,
        "/api/v1/Connection",
        "Read configured connections that the integration can reference.",
        &[],
    ),
    (
        Method::Get,
        "/api/v1/Workspace",
        "Resolve workspaces for task routing and workspace-scoped operations.",
        &[],
    ),
    (
        Method::Get,
        "/api/v1/AuditLog",
        "Search audit records for compliance review, incident investigation, or synchronization logs.",
        &[],
    ),
    (
        Method::Get,
        "/api/v1/AuditLog/{id}",
        "Read one audit record with detailed changed properties and correlation context.",
        &["id"],
    ),
];

impl Operation {
    /// All 17 operations of the External API, in the order of the vendor's page.
    pub fn documented() -> Vec<Self> {
        ROWS.iter()
            .map(|&(method, path, purpose, inputs)| Self {
                method,
                path: path.to_owned(),
                purpose: purpose.to_owned(),
                required_inputs: ["X-Api-Key", "X-Org-Id"]
                    .iter()
                    .chain(inputs)
                    .map(|input| (*input).to_owned())
                    .collect(),
                extra: Extra::new(),
            })
            .collect()
    }
}
