//! The body of a refused call.

use serde::{Deserialize, Serialize};

use super::{Extra, serde_ext};

/// What the API says when it refuses a call.
///
/// Callers meet it as [`ApiError`](crate::ApiError), which bounds and cleans it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorResponse {
    /// The vendor's code for the kind of failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What went wrong, for people.
    pub message: String,
    /// Names the call in the vendor's logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Which properties of the request are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub errors: Vec<FieldError>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One wrong property of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldError {
    /// Name or path of the property.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
