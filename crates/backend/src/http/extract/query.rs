//! Parameters of the query.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::Failure;

/// The parameters of a request's query.
pub(in crate::http) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        Ok(Self(url::form_urlencoded::parse(query).into_owned().collect()))
    }
}

impl Query {
    /// The first parameter of this name.
    pub(in crate::http) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that is an event's number.
    pub(in crate::http) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.text(name).map(|text| number(name, text)).transpose()
    }
}

/// An event's number: digits only, and no more than the database holds.
pub(in crate::http) fn number(name: &str, text: &str) -> Result<u64, Failure> {
    let digits = !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse::<i64>().ok() } else { None };
    number
        .and_then(|number| u64::try_from(number).ok())
        .ok_or_else(|| Failure::invalid(format!("{name} must be the number of an event: digits only.")))
}
