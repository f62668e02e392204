//! The OpenAPI document of what is served here, where the vendor has its own.

use crate::AppState;
use crate::error::ApiError;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

/// The one document that client and stand-in are written from.
const DOCUMENT: &str = include_str!("../../../siesta-api/openapi/assumed-v1.json");

/// `GET /openapi.json`, with this server's own address.
pub async fn openapi(State(_): State<AppState>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let mut document: Value = serde_json::from_str(DOCUMENT).map_err(std::io::Error::other)?;
    if let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) {
        document["servers"] = json!([{"url": format!("http://{host}")}]);
    }
    Ok(Json(document))
}
