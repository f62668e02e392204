//! One request, kept so that it can be made again.

use http::Method;
use serde::Serialize;

use crate::error::{Error, describe};

/// What is asked for; the credentials are added when it is sent.
#[derive(Clone)]
pub(crate) struct Call {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
}

impl Call {
    pub(crate) fn get(operation: &'static str, path: impl Into<String>) -> Self {
        Self { operation, method: Method::GET, path: path.into(), query: Vec::new(), body: None }
    }

    pub(crate) fn post(
        operation: &'static str,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        Self::with_body(operation, Method::POST, path, body)
    }

    pub(crate) fn put(
        operation: &'static str,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        Self::with_body(operation, Method::PUT, path, body)
    }

    /// A `POST` whose body is a form, added when it is sent.
    pub(crate) fn form(operation: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(operation, path) }
    }

    fn with_body(
        operation: &'static str,
        method: Method,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        let body = serde_json::to_string(body)
            .map_err(|error| Error::InvalidRequest { operation, detail: describe(&error) })?;
        Ok(Self { method, body: Some(body), ..Self::get(operation, path) })
    }

    /// Adds a query parameter if there is a value.
    pub(crate) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }
}
