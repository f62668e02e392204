//! `GET /v1/threads/{id}/events`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::StreamExt;

use crate::app::App;
use crate::http::extract::{Id, Query, number};
use crate::http::middleware::visitor::Visitor;
use crate::http::stream::{self, Pass};
use crate::problem::Failure;

/// A thread's events after a number: the stored ones, then new ones as they come.
#[utoipa::path(get, path = "/v1/threads/{id}/events", tag = "chat", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "The thread"),
        ("after" = Option<u64>, Query, maximum = 9_223_372_036_854_775_807i64, description = "Number of the last event that is known; 0 when absent"),
        ("follow" = Option<u8>, Query, maximum = 1, description = "0 ends the stream after what is stored"),
        ("Last-Event-ID" = Option<u64>, Header, maximum = 9_223_372_036_854_775_807i64, description = "The same as `after`, and goes before it"),
    ),
    responses(
        (status = 200, description = "Server-sent events: `id:` the event's number, `data:` an AG-UI event", body = String, content_type = "text/event-stream"),
    ))]
pub(in crate::http) async fn follow_thread(
    State(app): State<App>,
    visitor: Visitor,
    Id(thread_id): Id,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let after = query.number("after")?;
    let after = last_event_id(&headers)?.or(after).unwrap_or(0);
    let pass = Pass::for_the_thread(&visitor, &thread_id);
    let follows = match query.text("follow") {
        None | Some("1") => true,
        Some("0") => false,
        Some(_) => return Err(Failure::invalid("follow must be 0 or 1.")),
    };
    // Before it is looked for: if it is deleted meanwhile, its stream ends.
    let entries = app.log.follow(&thread_id, after);
    let thread = app.store.thread(&visitor.site, &visitor.id, &thread_id).await?;
    let thread = thread.ok_or_else(Failure::not_found)?;
    if follows {
        return Ok(stream::respond(&app, pass, entries));
    }
    let left = usize::try_from(thread.last_seq.saturating_sub(after)).unwrap_or(usize::MAX);
    // Numbers have no gaps, so that the count says when the last one has come.
    Ok(stream::respond(&app, pass, entries.take(left)))
}

/// Browsers send an empty one when no event has come yet.
fn last_event_id(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    match headers.get("last-event-id") {
        None => Ok(None),
        Some(value) if value.is_empty() => Ok(None),
        Some(value) => number("Last-Event-ID", value.to_str().unwrap_or_default()).map(Some),
    }
}
