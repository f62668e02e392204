//! `POST /v1/session`: a short-lived token for a visitor.
//!
//! `{}` gives an ephemeral visitor. A remembered one proves its key in two steps:
//! `{publicKey}` gives a challenge, `{publicKey, challenge, signature}` the token. Either way an `identity` proves a
//! user of the site, whose token it is then.

use serde::{Deserialize, Serialize};

/// Body of the request; see the module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionRequest {
    /// base64url of the raw uncompressed P-256 point (65 bytes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// The challenge that was given for this key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// base64url of the ECDSA-SHA256 signature (`r || s`, 64 bytes) over [`challenge_text`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// A JWT in which the site's own backend says who its user is: goes with the request that gives the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// A challenge for a visitor's key, good for one use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChallengeResponse {
    /// To be signed.
    pub challenge: String,
    /// Seconds until it is void.
    pub expires_in: u64,
}

/// How long a visitor is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum VisitorKind {
    /// As long as the page lives.
    Ephemeral,
    /// As long as the browser keeps the key.
    Remembered,
    /// On every device on which the site says that it is this user.
    Identified,
}

/// A token for the visitor, bound to the page's origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionResponse {
    /// Goes into `Authorization: Bearer`; kept in memory only.
    pub token: String,
    /// Seconds until it is void.
    pub expires_in: u64,
    /// How long the visitor is known.
    pub visitor: VisitorKind,
}

/// The text a visitor signs: it names the purpose and the page's origin, so that a signature made for one
/// place is worth nothing in another.
pub fn challenge_text(origin: &str, challenge: &str) -> String {
    ["siesta-chat session", origin, challenge].join("\n")
}
