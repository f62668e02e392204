//! The API's own refusal of a call, bounded and cleaned.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use crate::types::{ErrorResponse, FieldError};

/// Most characters kept of a message.
const MAX_MESSAGE: usize = 500;
/// Most characters of a code, a request id or a field's name.
const MAX_TOKEN: usize = 128;
/// Most field errors kept.
const MAX_FIELDS: usize = 50;

/// What the API answered when it refused a call.
///
/// `Display` and `Debug` leave out the API's own words, which may quote a user: they are for
/// [`message`](Self::message) and [`field_errors`](Self::field_errors).
pub struct ApiError {
    operation: &'static str,
    status: StatusCode,
    code: Option<String>,
    message: String,
    field_errors: Vec<FieldError>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The vendor's code for the kind of failure, when it sent one that looks like a code.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The API's explanation, one line of at most 500 characters; empty when there was none.
    ///
    /// It may repeat parts of the request. It never holds the API key.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Which properties of the request the API found wrong.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.field_errors
    }

    /// Names the call in the vendor's logs; quote it to the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How long the API asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Reads what is to be had from a body: the documented form, RFC 9457 problem details as .NET writes
    /// them, or nothing. `request_id` is the header's, and goes before the body's.
    pub(crate) fn read(
        operation: &'static str,
        status: StatusCode,
        request_id: Option<&str>,
        retry_after: Option<Duration>,
        body: &str,
    ) -> Self {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let read = ErrorResponse::deserialize_lenient(&body);
        Self {
            operation,
            status,
            code: read.code.as_deref().and_then(token),
            message: one_line(&read.message, MAX_MESSAGE),
            field_errors: read.errors.into_iter().take(MAX_FIELDS).map(clean_field).collect(),
            request_id: request_id.or(read.request_id.as_deref()).and_then(token),
            retry_after,
        }
    }

    /// What the person reading the message should look at next.
    fn advice(&self) -> Option<&'static str> {
        Some(match self.status.as_u16() {
            300..=399 => "the API redirects, which is not followed: check the base URL",
            401 => "check the API key and the organization id",
            403 => "the API key is not allowed to do this in this organization",
            404 => "check the ids; they belong to one organization",
            408 | 500..=599 => "the API is in trouble: try again later",
            429 => "too many calls: slow down",
            _ => return None,
        })
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the API answered {}", self.operation, self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", code {code}")?;
        }
        if !self.field_errors.is_empty() {
            let fields: Vec<_> = self.field_errors.iter().map(|error| error.field.as_str()).collect();
            write!(f, ", about {}", fields.join(", "))?;
        }
        if let Some(delay) = self.retry_after {
            write!(f, ", asking to wait {} s", delay.as_secs())?;
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({self})")
    }
}

impl std::error::Error for ApiError {}

impl ErrorResponse {
    fn deserialize_lenient(body: &Value) -> Self {
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        Self {
            code: text("code"),
            message: text("message").or_else(|| text("detail")).or_else(|| text("title")).unwrap_or_default(),
            request_id: text("requestId").or_else(|| text("traceId")),
            errors: field_errors(&body["errors"]),
            extra: Default::default(),
        }
    }
}

/// `[{field, message}]`, or `{field: [message, …]}` as .NET's validation writes it.
fn field_errors(errors: &Value) -> Vec<FieldError> {
    let make = |field: &str, message: &Value| FieldError {
        field: field.to_owned(),
        message: message.as_str().unwrap_or_default().to_owned(),
        extra: Default::default(),
    };
    match errors {
        Value::Array(list) => {
            list.iter().filter_map(|error| Some(make(error["field"].as_str()?, &error["message"]))).collect()
        }
        Value::Object(map) => map
            .iter()
            .flat_map(|(field, messages)| {
                messages.as_array().into_iter().flatten().map(move |message| make(field, message))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn clean_field(error: FieldError) -> FieldError {
    FieldError {
        field: one_line(&error.field, MAX_TOKEN),
        message: one_line(&error.message, MAX_MESSAGE),
        extra: error.extra,
    }
}

/// One line of at most `most` characters, safe for a log.
fn one_line(text: &str, most: usize) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect()
}

/// The text if it looks like a code or an id; prose is not let into a message.
fn token(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= MAX_TOKEN
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:|/=+".contains(&byte));
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &str) -> ApiError {
        ApiError::read("op", StatusCode::BAD_REQUEST, None, None, body)
    }

    fn fields(error: &ApiError) -> Vec<(&str, &str)> {
        error.field_errors().iter().map(|e| (e.field.as_str(), e.message.as_str())).collect()
    }

    #[test]
    fn the_documented_body_is_read() {
        let body = json!({
            "code": "validation_failed", "message": "No.", "requestId": "req-1",
            "errors": [{"field": "name", "message": "is empty"}],
        });
        let error = read(&body.to_string());
        assert_eq!(error.code(), Some("validation_failed"));
        assert_eq!(error.message(), "No.");
        assert_eq!(error.request_id(), Some("req-1"));
        assert_eq!(fields(&error), [("name", "is empty")]);
    }

    #[test]
    fn problem_details_are_read_too() {
        let body = json!({
            "title": "One or more validation errors occurred.", "status": 400, "traceId": "00-ab-01",
            "errors": {"Name": ["is empty", "is short"]},
        });
        let error = read(&body.to_string());
        assert_eq!(error.message(), "One or more validation errors occurred.");
        assert_eq!(error.request_id(), Some("00-ab-01"));
        assert_eq!(fields(&error), [("Name", "is empty"), ("Name", "is short")]);
    }

    #[test]
    fn a_body_in_no_known_form_leaves_the_status() {
        for body in ["", "<html>Bad gateway</html>", "[]", "null", r#"{"code": 7, "errors": 1}"#] {
            let error = read(body);
            assert_eq!(error.to_string(), "op: the API answered 400 Bad Request", "{body}");
            assert_eq!(error.message(), "");
        }
    }

    #[test]
    fn the_message_is_one_bounded_line_and_stays_out_of_display_and_debug() {
        let error = read(&json!({"message": format!("secret\r\nline{}", "x".repeat(9999))}).to_string());
        assert!(error.message().starts_with("secret  line"));
        assert_eq!(error.message().chars().count(), MAX_MESSAGE);
        assert!(!format!("{error} {error:?}").contains("secret"));
    }

    #[test]
    fn prose_is_not_taken_for_a_code() {
        let error = read(r#"{"code": "the user wrote: hello", "requestId": "a b"}"#);
        assert_eq!((error.code(), error.request_id()), (None, None));
    }

    #[test]
    fn the_header_names_the_request_before_the_body_does() {
        let body = r#"{"requestId": "body"}"#;
        let error = ApiError::read("op", StatusCode::NOT_FOUND, Some("header"), None, body);
        assert_eq!(error.request_id(), Some("header"));
    }
}
