//! Bodies of the DataSourceCollection operations.

use super::fields::{FieldError, Fields};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

const NAME_MAX: usize = 200;
const DESCRIPTION_MAX: usize = 2_000;
const URL_MAX: usize = 2_000;
/// As many as the body has room for.
const SOURCES_MAX: usize = usize::MAX;

/// One file of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSource {
    /// The uploaded file.
    pub file_id: Uuid,
    /// For people and citations; absent means the file's name.
    pub title: Option<String>,
    /// Where people can read it.
    pub url: Option<String>,
}

/// A collection as it is returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSourceCollection {
    /// UUID.
    pub id: String,
    /// Unlike any other collection's.
    pub name: String,
    /// What it knows.
    pub description: Option<String>,
    /// What it consists of.
    pub sources: Vec<DataSource>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// `POST /api/v1/DataSourceCollection`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateDataSourceCollectionRequest {
    /// Unlike any other collection's.
    pub name: String,
    /// What it knows.
    pub description: Option<String>,
    /// What it consists of.
    pub sources: Vec<DataSource>,
}

impl CreateDataSourceCollectionRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            name: fields.required_text("name", NAME_MAX),
            description: fields.optional_text("description", DESCRIPTION_MAX),
            sources: sources(&mut fields).unwrap_or_default(),
        };
        fields.finish(request)
    }
}

/// `PUT /api/v1/DataSourceCollection/{id}`: what is absent stays as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct UpdateDataSourceCollectionRequest {
    /// Unlike any other collection's.
    pub name: Option<String>,
    /// What it knows.
    pub description: Option<String>,
    /// All that it consists of from now on.
    pub sources: Option<Vec<DataSource>>,
}

impl UpdateDataSourceCollectionRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            name: fields.filled_text("name", NAME_MAX),
            description: fields.optional_text("description", DESCRIPTION_MAX),
            sources: sources(&mut fields),
        };
        fields.finish(request)
    }
}

fn sources(fields: &mut Fields) -> Option<Vec<DataSource>> {
    fields.objects("sources", SOURCES_MAX, |source| DataSource {
        file_id: source.required_uuid("fileId"),
        title: source.optional_text("title", NAME_MAX),
        url: source.optional_text("url", URL_MAX),
    })
}
