//! `GET /v1/threads` and `GET/PATCH/DELETE /v1/threads/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::api::{
    ActiveRun, StoredMessage, ThreadListResponse, ThreadResponse, ThreadSummary, UpdateThreadRequest,
};
use contract::limits::TITLE_CHARS;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::Instrument;

use crate::app::App;
use crate::erasure;
use crate::http::extract::{Id, JsonBody, Query};
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::store::ThreadRow;
use crate::thread_log::one_line;

/// Most threads in a list.
const THREADS: u32 = 100;
/// Runs on one page, and the most that may be asked for.
const PAGE_RUNS: u32 = 50;
const MOST_RUNS: u64 = 200;

/// The visitor's threads, newest first; 100 at most.
#[utoipa::path(get, path = "/v1/threads", tag = "chat", security(("visitor" = [])),
    responses(
        (status = 200, description = "The threads, newest first", body = ThreadListResponse),
    ))]
pub(in crate::http) async fn list_threads(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<ThreadListResponse>, Failure> {
    let rows = app.store.list_threads(&visitor.site, &visitor.id, THREADS).await?;
    let threads = rows.into_iter().map(summary).collect::<Result<_, Failure>>()?;
    Ok(Json(ThreadListResponse { threads }))
}

/// One page of a thread's messages, and the run under way.
#[utoipa::path(get, path = "/v1/threads/{id}", tag = "chat", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "The thread"),
        ("before" = Option<u64>, Query, maximum = 9_223_372_036_854_775_807i64, description = "Messages of runs that began before this number"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 200, description = "Most runs whose messages are on the page, 50 when absent, 200 at most"),
    ),
    responses(
        (status = 200, description = "The page, oldest message first", body = ThreadResponse),
    ))]
pub(in crate::http) async fn get_thread(
    State(app): State<App>,
    visitor: Visitor,
    Id(thread_id): Id,
    query: Query,
) -> Result<Json<ThreadResponse>, Failure> {
    let before = query.number("before")?;
    let limit = match query.number("limit")? {
        None => PAGE_RUNS,
        Some(limit @ 1..=MOST_RUNS) => u32::try_from(limit).unwrap_or(PAGE_RUNS),
        Some(_) => return Err(Failure::invalid(format!("limit must be between 1 and {MOST_RUNS}."))),
    };
    let (site, id) = (&visitor.site, &visitor.id);
    // The run under way is read first: if it ends meanwhile, its messages are on the page too, and following it
    // shows nothing new. The other way round they could be missing from both.
    let owned = app.store.thread(site, id, &thread_id).await?.ok_or_else(Failure::not_found)?;
    let active = app.store.active_run(&owned.id).await?;
    let page = app.store.history(site, id, &thread_id, before, limit).await?;
    let page = page.ok_or_else(Failure::not_found)?;
    Ok(Json(ThreadResponse {
        id: owned.id,
        title: owned.title,
        messages: page.messages.into_iter().map(|(seq, message)| StoredMessage { seq, message }).collect(),
        last_seq: owned.last_seq,
        active_run: active.map(|run| ActiveRun { run_id: run.id, first_seq: run.first_seq }),
        has_more: page.has_more,
    }))
}

/// Gives a thread another title. It keeps its place in the list.
#[utoipa::path(patch, path = "/v1/threads/{id}", tag = "chat", security(("visitor" = [])),
    params(("id" = String, Path, description = "The thread")),
    request_body = UpdateThreadRequest,
    responses(
        (status = 200, description = "The thread with its new title", body = ThreadSummary),
    ))]
pub(in crate::http) async fn rename_thread(
    State(app): State<App>,
    visitor: Visitor,
    Id(thread_id): Id,
    JsonBody(request): JsonBody<UpdateThreadRequest>,
) -> Result<Json<ThreadSummary>, Failure> {
    let title = one_line(&request.title);
    if title.is_empty() || title.chars().count() > TITLE_CHARS {
        return Err(Failure::invalid(format!("title must have between 1 and {TITLE_CHARS} characters.")));
    }
    let thread = app.store.rename_thread(&visitor.site, &visitor.id, &thread_id, &title).await?;
    Ok(Json(summary(thread.ok_or_else(Failure::not_found)?)?))
}

/// Deletes a thread with everything that was said in it. A run under way is cancelled, and streams of the thread end.
#[utoipa::path(delete, path = "/v1/threads/{id}", tag = "chat", security(("visitor" = [])),
    params(("id" = String, Path, description = "The thread")),
    responses(
        (status = 204, description = "It is deleted, and can't be brought back"),
    ))]
pub(in crate::http) async fn delete_thread(
    State(app): State<App>,
    visitor: Visitor,
    Id(thread_id): Id,
) -> Result<StatusCode, Failure> {
    // In a task of its own: it is done as a whole, whoever waits for it.
    let task = async move { erasure::delete_thread(&app, &visitor.site, &visitor.id, &thread_id).await };
    match tokio::spawn(task.in_current_span()).await.map_err(Failure::internal)?? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::not_found()),
    }
}

fn summary(row: ThreadRow) -> Result<ThreadSummary, Failure> {
    Ok(ThreadSummary {
        created_at: timestamp(row.created_at)?,
        updated_at: timestamp(row.updated_at)?,
        id: row.id,
        title: row.title,
    })
}

pub(super) fn timestamp(time: OffsetDateTime) -> Result<String, Failure> {
    time.format(&Rfc3339).map_err(Failure::internal)
}
