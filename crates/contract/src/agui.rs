//! AG-UI 1.0 (<https://github.com/ag-ui-protocol/ag-ui>, MIT): the types needed now, and a lossless rest.
//!
//! Fields and events this version does not know are kept in `extra` and [`Event::Other`], so that a newer
//! peer's messages pass through unharmed.

mod delta;
mod event;
mod input;
mod message;

pub use delta::plain_delta;
pub use event::{
    ActivitySnapshot, Custom, Event, Outcome, RunError, RunFinished, RunStarted, TextMessageContent,
    TextMessageEnd, TextMessageStart, ToolCallArgs, ToolCallEnd, ToolCallStart,
};
pub use input::{Context, RunAgentInput};
pub use message::{Citation, Message, Role};

/// Fields that this version does not know, in a stable order.
pub type Extra = std::collections::BTreeMap<String, serde_json::Value>;

/// `activityType` of the sources behind an answer; see [`Citation`].
pub const CITATIONS: &str = "siesta.citations";

/// Name of the `CUSTOM` event that says what a visitor thinks of an answer: `messageId`, and the fields of
/// [`crate::api::FeedbackRequest`]. It belongs to its thread and to no run.
pub const FEEDBACK: &str = "siesta.feedback";
