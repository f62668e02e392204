//! The API's JSON, as [`openapi::ASSUMED_V1`](crate::openapi::ASSUMED_V1) describes it.
//!
//! Types carry the vendor's schema names and camelCase properties. What a type does not know is kept in its
//! `extra` map and written back unchanged. Requests are made with `new(required…)` and their other fields set
//! afterwards.

mod agent;
mod error_response;
mod realtime_session;
mod serde_ext;

#[cfg(test)]
mod document_tests;

use std::collections::BTreeMap;

pub use agent::{
    Agent, AgentPage, AgentResponse, Citation, ContextEntry, CreateAgentRequest, CreateAgentResponseRequest,
    ListAgentsRequest,
};
pub use error_response::{ErrorResponse, FieldError};
pub use realtime_session::{CreateRealtimeSessionRequest, RealtimeSession, ToolDefinition};

/// Properties that a type does not know, by name.
pub type Extra = BTreeMap<String, serde_json::Value>;
