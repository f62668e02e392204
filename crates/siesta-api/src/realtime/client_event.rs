//! Events that the client sends.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ApprovalRequestedEvent;
use crate::types::Extra;

/// An event to the server, tagged by `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum ClientEvent {
    /// Adds something to the conversation. The agent answers it only after a
    /// [`ResponseCreate`](Self::ResponseCreate).
    #[serde(rename = "conversation.item.create")]
    ConversationItemCreate {
        /// What to add.
        item: ConversationItem,
    },
    /// Asks the agent to answer.
    #[serde(rename = "response.create")]
    ResponseCreate {
        /// Settings for this answer only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response: Option<ResponseOptions>,
    },
    /// Asks the agent to stop answering; a `response.done` with the status `cancelled` follows.
    #[serde(rename = "response.cancel")]
    ResponseCancel {
        /// Which answer; `None` means the one in progress.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
    /// Changes the session's settings; a `session.updated` follows.
    #[serde(rename = "session.update")]
    SessionUpdate {
        /// The settings to change, as the provider spells them.
        session: Map<String, Value>,
    },
    /// Answers an approval request of the platform.
    #[serde(rename = "siesta.approval.resolve")]
    ApprovalResolve(ApprovalResolution),
    /// Any other event of the provider, sent as it is. Must be an object with a `type`.
    #[serde(untagged)]
    Other(Value),
}

impl ClientEvent {
    /// Adds what the user says.
    pub fn user_text(text: impl Into<String>) -> Self {
        Self::text(Role::User, text)
    }

    /// Adds what the agent should know but the user did not say, such as the page's context.
    pub fn system_text(text: impl Into<String>) -> Self {
        Self::text(Role::System, text)
    }

    /// Asks for an answer with the session's settings.
    pub fn response_create() -> Self {
        Self::ResponseCreate { response: None }
    }

    /// Stops an answer; `None` means the one in progress.
    pub fn response_cancel(response_id: Option<String>) -> Self {
        Self::ResponseCancel { response_id }
    }

    /// Tells the agent what its function call came to: JSON, or any text. Ask for an answer afterwards.
    pub fn function_output(call_id: impl Into<String>, output: impl Into<String>) -> Self {
        let item = ConversationItem::FunctionCallOutput { call_id: call_id.into(), output: output.into() };
        Self::ConversationItemCreate { item }
    }

    /// Allows or refuses what the platform asked for.
    pub fn approval(request: &ApprovalRequestedEvent, approved: bool) -> Self {
        Self::ApprovalResolve(ApprovalResolution {
            id: request.id.clone(),
            approved,
            payload_hash: request.payload_hash.clone(),
            extra: Extra::new(),
        })
    }

    fn text(role: Role, text: impl Into<String>) -> Self {
        let content = vec![ContentPart::InputText { text: text.into() }];
        Self::ConversationItemCreate { item: ConversationItem::Message { role, content } }
    }
}

/// Something in the conversation, tagged by `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConversationItem {
    /// Words of one side.
    Message {
        /// Whose words.
        role: Role,
        /// The words.
        content: Vec<ContentPart>,
    },
    /// What a function call came to.
    FunctionCallOutput {
        /// The call, as the agent named it; an earlier session's of the same conversation, too.
        call_id: String,
        /// JSON, or any text.
        output: String,
    },
}

/// Consent, or none, to exactly what was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApprovalResolution {
    /// The request.
    pub id: String,
    /// Whether it may be done.
    pub approved: bool,
    /// As the request had it.
    pub payload_hash: String,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whose words a message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The person.
    User,
    /// The application.
    System,
}

/// A part of a message, tagged by `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContentPart {
    /// Text to the agent.
    InputText {
        /// The text.
        text: String,
    },
}

/// Settings for one answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResponseOptions {
    /// Guidance for this answer only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Further settings of the provider.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ResponseOptions {
    /// The session's settings, unchanged.
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests;
