//! Connections to other systems, as the organization has configured them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::open_enum::open_enum;
use super::{Extra, Page, serde_ext};

/// Query of `GET /api/v1/Connection`. What is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListConnectionsRequest {
    /// Most connections to return.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: Option<u32>,
    /// Text the connections must contain.
    pub search: Option<String>,
}

impl ListConnectionsRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A connection to another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Connection {
    /// Names the connection.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// What it leads to, for example `jira`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ConnectionStatus>,
    /// When it was configured.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Whether a connection works.
    ConnectionStatus {
        /// It does.
        Connected = "connected",
        /// Somebody has to sign in.
        Disconnected = "disconnected",
        /// The other system refuses.
        Failed = "failed",
    }
}

/// One page of connections.
pub type ConnectionPage = Page<Connection>;
