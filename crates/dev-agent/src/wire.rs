//! What crosses the wire, as this stand-in reads the vendor's documentation.
//!
//! These types are the dev agent's own on purpose: a client that shared them could never disagree
//! with the stand-in, and a common mistake would stay unseen.

pub mod agent;
pub mod collection;
pub mod fields;
pub mod page;
pub mod realtime;
pub mod record;
pub mod task;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// A numbered place in the documentation that an answer quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The number that stands in the answer's text as ` [1]`.
    pub number: u32,
    /// Page and heading, for example `Embedding › The tag`.
    pub title: String,
    /// Link base, file and anchor, for example `docs/embedding.md#the-tag`.
    pub url: String,
    /// The beginning of what was quoted, without Markdown, at most 160 characters.
    pub snippet: String,
}

/// A UUID in its usual form, with hyphens; the other forms are no ids here.
pub fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}

/// A moment as the API writes it: RFC 3339 in UTC. `micros` counts from the Unix epoch.
pub fn rfc3339(micros: i64) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// Microseconds since the Unix epoch, now.
pub fn now_micros() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}
