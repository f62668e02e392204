//! Reading event streams. Every event is checked against the protocol's schema on the way.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use contract::sse::Decoder;
use futures_util::{Stream, StreamExt};
use jsonschema::Validator;
use serde_json::Value;
use tokio::time::timeout;

/// Longest wait for an event.
const PATIENCE: Duration = Duration::from_secs(60);

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../contract/tests/data/ag-ui/event.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

/// An open event stream.
pub struct Events {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>,
    decoder: Decoder,
    ready: VecDeque<(u64, Value)>,
}

impl Events {
    /// Reads a response, which has to be a stream.
    #[track_caller]
    pub fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self {
            body: Box::pin(response.bytes_stream()),
            decoder: Decoder::default(),
            ready: Default::default(),
        }
    }

    /// The next event and its number; `None` at the stream's end.
    pub async fn next(&mut self) -> Option<(u64, Value)> {
        while self.ready.is_empty() {
            // A case that waits in vain shall fail, not hang.
            let bytes = timeout(PATIENCE, self.body.next()).await.unwrap()?.ok()?;
            let ready = &mut self.ready;
            self.decoder
                .push(&bytes, &mut |frame| {
                    let event: Value = serde_json::from_str(&frame.data).unwrap();
                    assert!(SCHEMA.is_valid(&event), "{event}");
                    ready.push_back((frame.id.unwrap(), event));
                })
                .unwrap();
        }
        self.ready.pop_front()
    }

    /// Reads on until an event of this type, which it returns.
    pub async fn until(&mut self, kind: &str) -> (u64, Value) {
        loop {
            let (seq, event) = self.next().await.unwrap_or_else(|| panic!("the stream ended before {kind}"));
            if event["type"] == kind {
                return (seq, event);
            }
        }
    }

    /// Everything to the stream's end.
    pub async fn all(mut self) -> Vec<(u64, Value)> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// The types of events, in order, with those that repeat named once.
pub fn kinds(events: &[(u64, Value)]) -> Vec<&str> {
    let mut kinds: Vec<_> = events.iter().map(|(_, event)| event["type"].as_str().unwrap()).collect();
    kinds.dedup();
    kinds
}

/// All text that was streamed.
pub fn text(events: &[(u64, Value)]) -> String {
    events.iter().filter_map(|(_, event)| event["delta"].as_str()).collect()
}
