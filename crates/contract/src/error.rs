//! The one error body of the HTTP API: problem details (RFC 9457) with a stable code.

use serde::{Deserialize, Serialize};

/// Media type of an error body.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// Stable codes of errors and of failed runs. A code the reader does not know is shown by its `detail`.
pub mod code {
    /// The request's body or parameters are malformed.
    pub const INVALID_REQUEST: &str = "invalid_request";
    /// The message has no text.
    pub const MESSAGE_EMPTY: &str = "message_empty";
    /// The message is longer than [`crate::limits::MESSAGE_CHARS`].
    pub const MESSAGE_TOO_LONG: &str = "message_too_long";
    /// The body is larger than the route allows.
    pub const BODY_TOO_LARGE: &str = "body_too_large";
    /// No token, or one that is expired or forged: ask for a new session.
    pub const UNAUTHORIZED: &str = "unauthorized";
    /// The JWT that says who the site's user is does not count: the detail names the claim, for the site's owner.
    pub const IDENTITY_INVALID: &str = "identity_invalid";
    /// The page's origin is not on the allow-list.
    pub const ORIGIN_NOT_ALLOWED: &str = "origin_not_allowed";
    /// The id is unknown, or belongs to somebody else.
    pub const NOT_FOUND: &str = "not_found";
    /// The same run id came with another body.
    pub const RUN_CONFLICT: &str = "run_conflict";
    /// The same `Idempotency-Key` came with another request.
    pub const IDEMPOTENCY_CONFLICT: &str = "idempotency_conflict";
    /// The thread already has a run under way.
    pub const RUN_ACTIVE: &str = "run_active";
    /// A `tool` message answers a call that waits for no answer here: unknown, answered, or closed.
    pub const TOOL_CALL_NOT_PENDING: &str = "tool_call_not_pending";
    /// The result of a client tool is not what the manifest declares for it.
    pub const TOOL_RESULT_INVALID: &str = "tool_result_invalid";
    /// Too many requests: `retryAfter` says when to come back.
    pub const RATE_LIMITED: &str = "rate_limited";
    /// The database could not be reached or written.
    pub const STORE_UNAVAILABLE: &str = "store_unavailable";
    /// Something failed on our side.
    pub const INTERNAL: &str = "internal";

    /// The backend stopped while the run was under way.
    pub const RUN_LOST: &str = "run_lost";
    /// The run took longer than allowed.
    pub const RUN_TIMEOUT: &str = "run_timeout";
    /// The agent platform could not be reached, or failed.
    pub const UPSTREAM_UNAVAILABLE: &str = "upstream_unavailable";
    /// The agent platform refused our credentials or request.
    pub const UPSTREAM_REJECTED: &str = "upstream_rejected";
    /// The agent platform asked us to slow down.
    pub const UPSTREAM_RATE_LIMITED: &str = "upstream_rate_limited";
    /// The agent named by the manifest does not exist.
    pub const AGENT_NOT_FOUND: &str = "agent_not_found";
}

/// An error body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Problem {
    /// A URI reference for the kind of problem; `about:blank` when `code` says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next, for people.
    pub detail: String,
    /// One of [`code`].
    pub code: String,
    /// Finds the request in the backend's log.
    pub request_id: String,
    /// Seconds to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem with the fields that every error has.
    pub fn new(status: u16, title: &str, code: &str, detail: impl Into<String>, request_id: &str) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status,
            detail: detail.into(),
            code: code.to_owned(),
            request_id: request_id.to_owned(),
            retry_after: None,
        }
    }
}
