//! What is read but not written through the API: workspaces, connections, the audit log; and files.

use super::fields::FieldError;
use super::page::{Direction, Paging, Parameters};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an audit record can be about.
const ENTITIES: &[&str] = &["Agent", "Conversation", "File", "DataSourceCollection", "Task"];
/// What can have been done to it.
const ACTIONS: &[&str] = &["created", "updated"];

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    /// UUID.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// RFC 3339.
    pub created_at: String,
}

/// A configured connection to another system.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// UUID.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it leads to.
    #[serde(rename = "type")]
    pub kind: String,
    /// `connected`, `disconnected` or `failed`.
    pub status: String,
    /// RFC 3339.
    pub created_at: String,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredFile {
    /// UUID.
    pub id: String,
    /// As it was uploaded, without folders.
    pub name: String,
    /// As it was uploaded.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    /// RFC 3339.
    pub created_at: String,
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// UUID.
    pub id: String,
    /// RFC 3339.
    pub occurred_at: String,
    /// `created` or `updated`.
    pub action: String,
    /// To what kind of thing.
    pub entity_type: String,
    /// To which one.
    pub entity_id: String,
    /// By whom.
    pub actor: String,
    /// The `X-Request-Id` of the call that did it.
    pub correlation_id: String,
    /// What is different now.
    pub changed_properties: Vec<ChangedProperty>,
}

/// A property that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedProperty {
    /// As the API spells it.
    pub name: String,
    /// Text as it is, anything else as JSON.
    pub old_value: Option<String>,
    /// Text as it is, anything else as JSON.
    pub new_value: Option<String>,
}

/// `GET /api/v1/AuditLog`.
#[derive(Debug, Clone)]
pub struct AuditSearch {
    /// Which page, and the text to find.
    pub paging: Paging,
    /// Only about this kind of thing.
    pub entity_type: Option<&'static str>,
    /// Only about this thing.
    pub entity_id: Option<Uuid>,
    /// Only of this action.
    pub action: Option<&'static str>,
    /// Only of this call.
    pub correlation_id: Option<String>,
    /// Not before, in microseconds.
    pub from: Option<i64>,
    /// Before, in microseconds.
    pub to: Option<i64>,
    /// By time.
    pub direction: Direction,
}

impl AuditSearch {
    /// Reads the query, or names everything that is wrong with it.
    pub fn from_query(mut query: Parameters) -> Result<Self, Vec<FieldError>> {
        let search = Self {
            paging: query.paging(),
            entity_type: query.word("EntityType", ENTITIES),
            entity_id: query.uuid("EntityId"),
            action: query.word("Action", ACTIONS),
            correlation_id: query.text("CorrelationId", 1, 200),
            from: query.moment("From"),
            to: query.moment("To"),
            direction: query.direction(),
        };
        query.finish(search)
    }
}
