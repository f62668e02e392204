//! `POST /v1/threads/{id}/messages/{mid}/feedback`: what a visitor thinks of an answer.

use serde::{Deserialize, Serialize};

/// Whether an answer was of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// It was.
    Up,
    /// It was not.
    Down,
}

/// What a visitor thinks of an answer. Said again, it takes the place of what was said before.
///
/// It is also what the answer carries as `metadata.siesta.feedback` from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedbackRequest {
    /// Whether it was of use.
    pub rating: Rating,
    /// Why, in a word or two, such as one of the reasons that a page offers: a line of at most
    /// [`crate::limits::FEEDBACK_REASON_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why, in the visitor's words: at most [`crate::limits::FEEDBACK_COMMENT_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Where the feedback is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FeedbackResponse {
    /// Number of the event `siesta.feedback` in the thread's log.
    pub seq: u64,
}
