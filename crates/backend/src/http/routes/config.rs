//! `GET /v1/config`.

use axum::Json;
use axum::extract::State;
use contract::api::ConfigResponse;

use crate::app::App;

/// What a page may know of the site: assistants, texts, look, limits.
#[utoipa::path(get, path = "/v1/config", tag = "chat", security(()),
    responses(
        (status = 200, description = "The configuration", body = ConfigResponse),
    ))]
pub(in crate::http) async fn get_config(State(app): State<App>) -> Json<ConfigResponse> {
    Json(app.public_config.clone())
}
