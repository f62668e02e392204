//! Files as the API keeps them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, serde_ext};

/// A file that was uploaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoredFile {
    /// Name it in messages and collections, and to download it.
    pub id: Uuid,
    /// As it was uploaded.
    pub name: String,
    /// As it was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// In bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When it was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
