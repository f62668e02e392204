//! Event streams: the stored events of a thread as server-sent events.
//!
//! The reader pulls: nothing is held for one that takes nothing, and [`crate::connection`] cuts it. What it
//! missed it gets by asking again with the number of its last event.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use contract::sse;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::sleep;

use crate::app::App;
use crate::store::{LogEntry, StoreError};

const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Answers with these entries, a sign of life in every long pause, until they end or the backend closes.
pub(super) fn respond<S>(app: &App, entries: S) -> Response
where
    S: Stream<Item = Result<LogEntry, StoreError>> + Send + 'static,
{
    let closing = app.closing.clone();
    let keep_alive = app.settings.server.keep_alive;
    let frames = stream::unfold(Box::pin(entries), move |mut entries| {
        let closing = closing.clone();
        async move {
            tokio::select! {
                biased;
                entry = entries.next() => match entry? {
                    Ok(entry) => Some((Bytes::from(sse::encode(entry.seq, &entry.json)), entries)),
                    Err(error) => {
                        tracing::error!(%error, "an event stream broke off");
                        None
                    }
                },
                () = closing.cancelled() => None,
                () = sleep(keep_alive) => Some((Bytes::from_static(sse::KEEP_ALIVE.as_bytes()), entries)),
            }
        }
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // Proxies of the nginx family hold back what is not told apart.
        (BUFFERING, "no"),
    ];
    (headers, Body::from_stream(frames.map(Ok::<_, Infallible>))).into_response()
}
