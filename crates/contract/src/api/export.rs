//! `GET /v1/me`: all that is kept of a visitor.

use serde::{Deserialize, Serialize};

use crate::agui::{Context, Message};

/// All that is kept of a visitor. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportResponse {
    /// When this was written.
    pub exported_at: String,
    /// Who the visitor is.
    pub visitor: ExportedVisitor,
    /// The conversations, in the order in which they began.
    pub threads: Vec<ExportedThread>,
}

/// Who a visitor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportedVisitor {
    /// The visitor's id.
    pub id: String,
    /// The site's own id of its signed-in user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The public half of the browser's key, or of all keys of a user; absent for a visitor of the moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public_keys: Vec<String>,
    /// When user or key was first proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportedThread {
    /// The conversation.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// When it began.
    pub created_at: String,
    /// When a question was last asked or answered.
    pub updated_at: String,
    /// Its questions and answers, in order.
    pub runs: Vec<ExportedRun>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportedRun {
    /// The run.
    pub id: String,
    /// When it began.
    pub created_at: String,
    /// What was known of the page.
    pub context: Vec<Context>,
    /// The messages: of a run under way, as far as they are written.
    pub messages: Vec<Message>,
}
