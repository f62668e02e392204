//! Event streams: the stored events of a thread as server-sent events.
//!
//! The reader pulls: nothing is held for one that takes nothing, and [`crate::connection`] cuts it. What it
//! missed it gets by asking again with the number of its last event.

mod pass;

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use contract::sse;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::sleep;

use crate::app::App;
use crate::store::{LogEntry, StoreError};

pub(super) use pass::Pass;

const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Answers with these entries, a sign of life in every long pause, until they end, the reader may read no more, or
/// the backend closes.
pub(super) fn respond<S>(app: &App, pass: Pass, entries: S) -> Response
where
    S: Stream<Item = Result<LogEntry, StoreError>> + Send + 'static,
{
    let keep_alive = app.settings.server.keep_alive;
    let app = app.clone();
    let frames = stream::unfold((Box::pin(entries), pass), move |(mut entries, mut pass)| {
        let app = app.clone();
        async move {
            let frame = tokio::select! {
                biased;
                entry = entries.next() => match entry? {
                    Ok(entry) => Bytes::from(sse::encode(entry.seq, &entry.json)),
                    Err(error) => {
                        tracing::error!(%error, "an event stream broke off");
                        return None;
                    }
                },
                () = app.closing.cancelled() => return None,
                () = sleep(keep_alive) => Bytes::from_static(sse::KEEP_ALIVE.as_bytes()),
            };
            pass.is_good(&app.store).await.then_some((frame, (entries, pass)))
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
