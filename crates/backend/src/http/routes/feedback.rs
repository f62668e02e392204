//! `POST /v1/threads/{id}/messages/{mid}/feedback`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use contract::api::{FeedbackRequest, FeedbackResponse};
use contract::error::Problem;
use contract::limits::{FEEDBACK_COMMENT_CHARS, FEEDBACK_REASON_CHARS};
use serde_json::Value;

use crate::app::App;
use crate::http::extract::{IdempotencyKey, JsonBody, is_canonical, respond};
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::thread_log::{Feedback, one_line};

/// Says what the visitor thinks of an answer: in the thread's log as `CUSTOM` `siesta.feedback`, and at the
/// message from then on, as `metadata.siesta.feedback`. Said again, it takes the place of what was said before. The
/// answer's run has to have ended.
#[utoipa::path(post, path = "/v1/threads/{id}/messages/{mid}/feedback", tag = "chat", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "The thread"),
        ("mid" = String, Path, description = "A message of the assistant in it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A UUID of your own: the same request with the same key counts once, and gets the same answer for 7 days"),
    ),
    request_body = FeedbackRequest,
    responses(
        (status = 200, description = "It is noted", body = FeedbackResponse),
        (status = 409, description = "`idempotency_conflict`: the key was used for another request", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn rate_message(
    State(app): State<App>,
    visitor: Visitor,
    key: IdempotencyKey,
    path: Result<Path<(String, String)>, PathRejection>,
    JsonBody(request): JsonBody<FeedbackRequest>,
) -> Result<Response, Failure> {
    let Path((thread_id, message_id)) = path.map_err(|_| Failure::not_found())?;
    // What is no id names nothing. An answer's begins with its run's.
    let run_id = message_id.split(':').next().unwrap_or_default();
    if !is_canonical(&thread_id) || !is_canonical(run_id) {
        return Err(Failure::not_found());
    }
    let request = clean(request)?;
    let mut value = serde_json::to_value(&request).map_err(Failure::internal)?;
    let once = key.once(visitor, value.to_string().as_bytes());
    value["messageId"] = Value::String(message_id);
    respond(app.log.rate(&thread_id, Feedback { once, value }).await?)
}

/// What says nothing is left out.
fn clean(request: FeedbackRequest) -> Result<FeedbackRequest, Failure> {
    let within = |name, text: &Option<String>, most| match text {
        Some(text) if text.chars().count() > most => {
            Err(Failure::invalid(format!("{name} must have at most {most} characters.")))
        }
        _ => Ok(()),
    };
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let FeedbackRequest { rating, reason, comment } = request;
    let reason = reason.and_then(|reason| said(one_line(&reason)));
    let comment = comment.and_then(|comment| said(comment.trim().to_owned()));
    within("reason", &reason, FEEDBACK_REASON_CHARS)?;
    within("comment", &comment, FEEDBACK_COMMENT_CHARS)?;
    Ok(FeedbackRequest { rating, reason, comment })
}
