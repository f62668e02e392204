//! `GET /v1/threads` and `GET /v1/threads/{id}`.

use axum::Json;
use axum::extract::State;
use contract::api::{ActiveRun, StoredMessage, ThreadListResponse, ThreadResponse, ThreadSummary};
use contract::error::Problem;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::app::App;
use crate::http::extract::{Id, Query};
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;

/// Most threads in a list.
const THREADS: u32 = 100;
/// Runs on one page, and the most that may be asked for.
const PAGE_RUNS: u32 = 50;
const MOST_RUNS: u64 = 200;

/// The visitor's threads, newest first; 100 at most.
#[utoipa::path(get, path = "/v1/threads", tag = "chat", security(("visitor" = [])),
    responses(
        (status = 200, body = ThreadListResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn list_threads(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<ThreadListResponse>, Failure> {
    let rows = app.store.list_threads(&visitor.site, &visitor.id, THREADS).await?;
    let threads = rows.into_iter().map(|row| {
        Ok(ThreadSummary {
            created_at: timestamp(row.created_at)?,
            updated_at: timestamp(row.updated_at)?,
            id: row.id,
            title: row.title,
        })
    });
    Ok(Json(ThreadListResponse { threads: threads.collect::<Result<_, Failure>>()? }))
}

/// One page of a thread's messages, and the run under way.
#[utoipa::path(get, path = "/v1/threads/{id}", tag = "chat", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "The thread"),
        ("before" = Option<u64>, Query, description = "Messages of runs that began before this number"),
        ("limit" = Option<u64>, Query, description = "Most runs whose messages are on the page, 50 when absent, 200 at most"),
    ),
    responses(
        (status = 200, body = ThreadResponse),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
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

fn timestamp(time: OffsetDateTime) -> Result<String, Failure> {
    time.format(&Rfc3339).map_err(Failure::internal)
}
