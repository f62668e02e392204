//! Events that the client sends.

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
mod tests {
    use serde_json::json;

    use super::*;

    fn check(event: ClientEvent, expected: Value) {
        assert_eq!(serde_json::to_value(&event).unwrap(), expected);
        assert_eq!(serde_json::from_value::<ClientEvent>(expected).unwrap(), event);
    }

    #[test]
    fn text_is_an_item_of_its_role() {
        let item = |role: &str| {
            json!({"type": "conversation.item.create", "item": {
                "type": "message", "role": role, "content": [{"type": "input_text", "text": "hi"}],
            }})
        };
        check(ClientEvent::user_text("hi"), item("user"));
        check(ClientEvent::system_text("hi"), item("system"));
    }

    #[test]
    fn a_response_is_asked_for_and_cancelled() {
        check(ClientEvent::response_create(), json!({"type": "response.create"}));
        check(ClientEvent::response_cancel(None), json!({"type": "response.cancel"}));
        check(
            ClientEvent::response_cancel(Some("resp_1".to_owned())),
            json!({"type": "response.cancel", "response_id": "resp_1"}),
        );
    }

    #[test]
    fn settings_of_one_answer_travel_inside_response() {
        let mut options = ResponseOptions::new();
        options.instructions = Some("briefly".to_owned());
        options.extra.insert("max_output_tokens".to_owned(), json!(100));
        check(
            ClientEvent::ResponseCreate { response: Some(options) },
            json!({"type": "response.create", "response": {"instructions": "briefly", "max_output_tokens": 100}}),
        );
    }

    #[test]
    fn any_other_event_is_sent_as_it_is() {
        let event = json!({"type": "session.update", "session": {"voice": "x"}});
        check(ClientEvent::Other(event.clone()), event);
    }
}
