//! The audit log: who changed what.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::open_enum::open_enum;
use super::{Extra, Page, SortDirection, serde_ext};

/// Query of `GET /api/v1/AuditLog`. What is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListAuditLogsRequest {
    /// Most records to return.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: Option<u32>,
    /// Text the records must contain.
    pub search: Option<String>,
    /// Records about this kind of thing only.
    pub entity_type: Option<EntityType>,
    /// Records about this thing only.
    pub entity_id: Option<Uuid>,
    /// Records of this action only.
    pub action: Option<AuditAction>,
    /// Records of the call with this request id only.
    pub correlation_id: Option<String>,
    /// Not before this moment.
    pub from: Option<OffsetDateTime>,
    /// Before this moment.
    pub to: Option<OffsetDateTime>,
    /// Which way to sort by time.
    pub sort_direction: Option<SortDirection>,
}

impl ListAuditLogsRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

/// One write, on the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuditRecord {
    /// Names the record.
    pub id: Uuid,
    /// When it happened.
    #[serde(with = "serde_ext::required_timestamp")]
    pub occurred_at: OffsetDateTime,
    /// What was done.
    pub action: AuditAction,
    /// To what kind of thing.
    pub entity_type: EntityType,
    /// To which one.
    pub entity_id: Uuid,
    /// By whom; never a whole key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The request id of the call that did it.
    pub correlation_id: String,
    /// What is different since.
    pub changed_properties: Vec<ChangedProperty>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What was done.
    AuditAction {
        /// Something new came to be.
        Created = "created",
        /// Something that was there changed.
        Updated = "updated",
    }
}

open_enum! {
    /// What kind of thing a record is about.
    EntityType {
        /// An agent.
        Agent = "Agent",
        /// A conversation with an agent.
        Conversation = "Conversation",
        /// A file.
        File = "File",
        /// A collection of knowledge.
        DataSourceCollection = "DataSourceCollection",
        /// A task.
        Task = "Task",
    }
}

/// A property before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChangedProperty {
    /// The property.
    pub name: String,
    /// Text as it was, anything else as JSON; `None` when there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_value: Option<String>,
    /// Text as it is, anything else as JSON; `None` when there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_value: Option<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of audit records.
pub type AuditRecordPage = Page<AuditRecord>;
