//! `GET /v1/threads` and `GET/PATCH /v1/threads/{id}`: history, and what a conversation is called.

use serde::{Deserialize, Serialize};

use crate::agui::Message;

/// The visitor's conversations, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadListResponse {
    /// One entry a conversation.
    pub threads: Vec<ThreadSummary>,
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadSummary {
    /// The conversation.
    pub id: String,
    /// The beginning of its first message, or what the visitor called it.
    pub title: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// Another name for a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateThreadRequest {
    /// One line of at most [`crate::limits::TITLE_CHARS`] characters; line breaks and runs of blanks become one blank.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 100, pattern = "[^\\s\\u0000-\\u001f\\u007f-\\u009f]")
    )]
    pub title: String,
}

/// One page of a conversation's messages, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadResponse {
    /// The conversation.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Messages of finished runs.
    pub messages: Vec<StoredMessage>,
    /// Number of the newest event in the log.
    pub last_seq: u64,
    /// The run under way, to be followed from `firstSeq` on.
    pub active_run: Option<ActiveRun>,
    /// Whether older messages exist before the first one here.
    pub has_more: bool,
}

/// A message and the number of the event that began its run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StoredMessage {
    /// Pages: ask for what is `before` the smallest.
    pub seq: u64,
    /// The message.
    pub message: Message,
}

/// A run under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveRun {
    /// The run.
    pub run_id: String,
    /// Number of its `RUN_STARTED`.
    pub first_seq: u64,
}
