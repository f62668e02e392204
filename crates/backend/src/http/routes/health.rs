//! `GET /healthz` and `GET /readyz`, for whoever keeps the backend running.

use axum::extract::State;
use contract::error::Problem;

use crate::app::App;
use crate::problem::Failure;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operations", security(()),
    responses((status = 200, description = "The process answers", body = String, content_type = "text/plain")))]
pub(in crate::http) async fn get_health() -> &'static str {
    "ok\n"
}

/// The process answers, and so does its database.
#[utoipa::path(get, path = "/readyz", tag = "operations", security(()),
    responses(
        (status = 200, description = "The database answers", body = String, content_type = "text/plain"),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn get_readiness(State(app): State<App>) -> Result<&'static str, Failure> {
    app.store.ping().await?;
    Ok("ready\n")
}
