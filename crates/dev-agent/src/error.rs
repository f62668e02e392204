//! The two kinds of failure: what an HTTP caller gets ([`ApiError`]), and what keeps the program
//! from starting ([`StartError`], exit code 2).

use crate::agent::AgentError;
use crate::knowledge::KnowledgeError;
use crate::wire::fields::FieldError;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What went wrong with a call, in the vendor's error shape.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// For programs.
    pub code: &'static str,
    /// For people: what to do next.
    pub message: String,
    /// Mistakes of single fields.
    pub errors: Vec<FieldError>,
    /// After how many seconds the call may be tried again.
    pub retry_after: Option<u64>,
}

impl ApiError {
    /// Any error without field mistakes.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: Vec::new(), retry_after: None }
    }

    /// 400 with the mistakes of single fields.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let message = "The request is not valid; `errors` names each field.";
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "invalid_request", message) }
    }

    /// 404 for an id that is unknown or no UUID.
    pub fn not_found(code: &'static str, what: &str) -> Self {
        let message =
            format!("No {what} has this id. What was made outlives a restart only with --database.");
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// 500; the cause goes to the log, not to the caller.
    fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "request failed");
        let message = "The dev agent failed; its log on stderr says why.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(cause: sqlx::Error) -> Self {
        Self::internal(&cause)
    }
}

impl From<std::io::Error> for ApiError {
    fn from(cause: std::io::Error) -> Self {
        Self::internal(&cause)
    }
}

impl From<KnowledgeError> for ApiError {
    fn from(cause: KnowledgeError) -> Self {
        Self::internal(&cause)
    }
}

impl From<AgentError> for ApiError {
    fn from(cause: AgentError) -> Self {
        match cause {
            // Whoever started the dev agent can put it right.
            AgentError::Model(error) => Self::new(StatusCode::BAD_GATEWAY, "model_failed", error.to_string()),
            cause => Self::internal(&cause),
        }
    }
}

impl IntoResponse for ApiError {
    /// Carries the error to [`render`], which knows the request's id.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

/// The id of a request, as its response names it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Middleware around every route: gives each request an id, returned as `X-Request-Id`, and writes
/// the body of errors.
pub async fn render(mut request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        let body =
            ErrorBody { code: error.code, message: &error.message, request_id: &id, errors: &error.errors };
        let allow = response.headers_mut().remove(header::ALLOW);
        response = (error.status, Json(body)).into_response();
        let retry_after = error.retry_after.map(HeaderValue::from);
        for (name, value) in [(header::ALLOW, allow), (header::RETRY_AFTER, retry_after)] {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
        tracing::info!(status = error.status.as_u16(), code = error.code, request_id = id, "refused");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// What keeps the dev agent from starting. Each message ends with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error(
        "can't listen on {address}: {source}. Choose another port with --listen, or port 0 for any free one"
    )]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The address can be reached from other machines.
    #[error(
        "{0} can be reached from other machines, and the dev agent answers anyone who knows its key. \
         Use 127.0.0.1, or add --allow-remote if you mean it"
    )]
    Remote(SocketAddr),
    /// The knowledge folder can't be read.
    #[error(
        "can't read the knowledge folder {path}: {source}. Name a folder of Markdown files with --knowledge"
    )]
    Knowledge {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The search index can't be built.
    #[error("can't build the search index: {0}. This is a fault of the dev agent; please report it")]
    Index(#[source] sqlx::Error),
    /// The database can't be opened.
    #[error(
        "can't use the database {path}: {source}. Name a file in a folder you can write to with \
         --database, or leave it out to keep conversations in memory"
    )]
    Database {
        /// The file.
        path: String,
        /// Why not.
        source: sqlx::Error,
    },
    /// The database was written by another version.
    #[error(
        "the database {path} has format {found}, this program writes format {expected}. Delete it or \
         name another file with --database"
    )]
    DatabaseFormat {
        /// The file.
        path: String,
        /// What it has.
        found: i64,
        /// What we write.
        expected: i64,
    },
    /// The folder for uploaded files can't be made.
    #[error(
        "can't use the folder {path} for uploaded files: {source}. Name one that you can write to with \
         --files"
    )]
    Files {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The model's address can't be used.
    #[error("can't use the model at {url}: {reason}. Write it as in --model-url http://127.0.0.1:11434/v1")]
    Model {
        /// The address.
        url: String,
        /// Why not.
        reason: String,
    },
    /// The token log can't be written.
    #[error(
        "can't write the token log {path}: {source}. Name a file in a folder you can write to with --token-log"
    )]
    TokenLog {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}. Start it again")]
    Serve(#[source] std::io::Error),
}
