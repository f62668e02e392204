//! Collections of durable knowledge.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, Page, serde_ext};

/// Query of `GET /api/v1/DataSourceCollection`. What is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListDataSourceCollectionsRequest {
    /// Most collections to return.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: Option<u32>,
    /// Text the collections must contain.
    pub search: Option<String>,
}

impl ListDataSourceCollectionsRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Knowledge that agents answer from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataSourceCollection {
    /// Name it when an agent is created.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// What it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub sources: Vec<DataSource>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub updated_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of collections.
pub type DataSourceCollectionPage = Page<DataSourceCollection>;

/// A file as part of a collection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataSource {
    /// A file uploaded before.
    pub file_id: Uuid,
    /// For people and citations; `None` means the file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where people can read it; citations link there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl DataSource {
    /// An uploaded file, called by its own name.
    pub fn new(file_id: Uuid) -> Self {
        Self { file_id, title: None, url: None, extra: Extra::new() }
    }
}

/// Body of `POST /api/v1/DataSourceCollection`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateDataSourceCollectionRequest {
    /// For people; no two collections share one.
    pub name: String,
    /// What it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub sources: Vec<DataSource>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateDataSourceCollectionRequest {
    /// An empty collection of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None, sources: Vec::new(), extra: Extra::new() }
    }
}

/// Body of `PUT /api/v1/DataSourceCollection/{id}`. What is `None` stays as it is; an empty text or list
/// empties.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdateDataSourceCollectionRequest {
    /// For people; no two collections share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All that it consists of from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<DataSource>>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UpdateDataSourceCollectionRequest {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}
