//! Workspaces, where tasks belong.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, Page, serde_ext};

/// Query of `GET /api/v1/Workspace`. What is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListWorkspacesRequest {
    /// Most workspaces to return.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: Option<u32>,
    /// Text the workspaces must contain.
    pub search: Option<String>,
}

impl ListWorkspacesRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Workspace {
    /// Names the workspace in tasks.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of workspaces.
pub type WorkspacePage = Page<Workspace>;
