//! `POST /v1/runs/{id}/cancel`.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use contract::error::Problem;
use tokio::time::sleep;

use crate::app::App;
use crate::http::extract::{Id, IdempotencyKey, respond};
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::store::{Answered, RunState};

/// How often, and after what pause, a run is looked for that is stored and about to start.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// Asks a run to end with the outcome `cancelled`. What was answered so far stays. A run that has ended stays as
/// it is.
#[utoipa::path(post, path = "/v1/runs/{id}/cancel", tag = "chat", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "The run"),
        ("Idempotency-Key" = Option<String>, Header, description = "A UUID of your own: the same request with the same key counts once, and gets the same answer for 7 days"),
    ),
    responses(
        (status = 202, description = "The run's stream tells how it ended"),
        (status = 409, description = "`idempotency_conflict`: the key was used for another request", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn cancel_run(
    State(app): State<App>,
    visitor: Visitor,
    key: IdempotencyKey,
    Id(run_id): Id,
) -> Result<Response, Failure> {
    let once = key.once(visitor.clone(), &[]);
    let answered = app.store.note_cancellation(&once, &run_id).await?;
    // Also for one that comes again: whoever asked first may have left in between.
    if matches!(answered, Answered::Now(_) | Answered::Before(_)) {
        cancel(&app, &visitor, &run_id).await?;
    }
    respond(answered)
}

async fn cancel(app: &App, visitor: &Visitor, run_id: &str) -> Result<(), Failure> {
    for _ in 0..LOOKS {
        let run = app.store.run(&visitor.site, &visitor.id, run_id).await?;
        let run = run.ok_or_else(Failure::not_found)?;
        if run.state != RunState::Running || app.runs.cancel(run_id) {
            break;
        }
        sleep(PAUSE).await;
    }
    Ok(())
}
