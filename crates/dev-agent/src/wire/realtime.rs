//! Events of the Realtime WebSocket, text only: the OpenAI Realtime shapes that the vendor passes
//! through, and the vendor's own `siesta.*`.

mod client;
mod server;

pub use client::{ClientEvent, ClientItem, ContentPart, ResponseOptions};
pub use server::{
    CallPlace, EventError, FunctionCall, Response, ResponseStatus, ServerEvent, ServerEventBody, ServerItem,
    Session, StatusDetails, TextPlace, Usage,
};

use uuid::Uuid;

/// The model that a session names.
pub const MODEL: &str = "gpt-realtime-2";

/// A new id with a readable beginning, for example `resp_0190…`.
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}
