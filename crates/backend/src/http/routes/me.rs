//! `GET/DELETE /v1/me`: what is kept of a visitor, and its end.

mod export;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use contract::api::ExportResponse;
use futures_util::stream::unfold;
use tokio::sync::mpsc;
use tracing::Instrument;

use export::Export;

use crate::app::App;
use crate::erasure;
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::thread_log::Erasure;

/// All that is kept of the visitor, as a file: the keys, and every conversation.
///
/// It is read and sent run by run. An answer that breaks off has no end, so that it can't be taken for whole.
#[utoipa::path(get, path = "/v1/me", tag = "chat", security(("visitor" = [])),
    responses(
        (status = 200, description = "All that is kept of the visitor", body = ExportResponse),
    ))]
pub(in crate::http) async fn export(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let export = Export::of(&app, visitor).await?;
    // One piece waits while another is sent: the reader's pace is the database's.
    let (pieces, receiver) = mpsc::channel::<Result<Bytes, Failure>>(1);
    tokio::spawn(
        async move {
            if let Err(failure) = export.write(&app, &pieces).await {
                tracing::error!(cause = failure.cause(), "an export broke off");
                let _ = pieces.send(Err(failure)).await;
            }
        }
        .in_current_span(),
    );
    let body = unfold(receiver, |mut receiver| async move {
        let piece = receiver.recv().await?;
        Some((piece.map_err(|failure| std::io::Error::other(failure.code())), receiver))
    });
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"conversations.json\""),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Deletes all that is kept of the visitor: conversations, keys, everything. Runs under way are cancelled, streams
/// end, and the visitor's tokens are void.
#[utoipa::path(delete, path = "/v1/me", tag = "chat", security(("visitor" = [])),
    responses(
        (status = 204, description = "Everything is deleted, and can't be brought back"),
    ))]
pub(in crate::http) async fn erase(State(app): State<App>, visitor: Visitor) -> Result<StatusCode, Failure> {
    let Visitor { id: visitor_id, site: site_id, issued_at, .. } = visitor;
    let erasure = Erasure { site_id, visitor_id, issued_at };
    // In a task of its own: it is done as a whole, whoever waits for it.
    let task = async move { erasure::erase_visitor(&app, erasure).await };
    tokio::spawn(task.in_current_span()).await.map_err(Failure::internal)??;
    Ok(StatusCode::NO_CONTENT)
}
