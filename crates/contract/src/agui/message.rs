//! Messages of a conversation.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{CITATIONS, Extra};

/// Who a message comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
    /// Structured progress or results that keep their place among the messages.
    Activity,
    /// What a tool of the client returned.
    Tool,
    /// A role this version does not know, kept as it came.
    #[serde(untagged)]
    Other(String),
}

/// One message, in the shape of any of AG-UI's message kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// Unique within its thread.
    pub id: String,
    /// Who it comes from; roles that are not known are kept as they come.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// A text, or an object for an activity, or a list of parts.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub content: Value,
    /// What else the message carries.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object, additional_properties))]
    pub extra: Extra,
}

impl Message {
    /// A text message.
    pub fn text(id: impl Into<String>, role: Role, text: impl Into<String>) -> Self {
        Self { id: id.into(), role, content: Value::String(text.into()), extra: Extra::new() }
    }

    /// An activity message.
    pub fn activity(id: impl Into<String>, activity_type: &str, content: Value) -> Self {
        let extra = Extra::from([("activityType".to_owned(), Value::String(activity_type.to_owned()))]);
        Self { id: id.into(), role: Role::Activity, content, extra }
    }

    /// An assistant's message that calls tools of the client and says nothing; see [`add_tool_call`].
    ///
    /// [`add_tool_call`]: Self::add_tool_call
    pub fn tool_calls(id: impl Into<String>) -> Self {
        let extra = Extra::from([("toolCalls".to_owned(), Value::Array(Vec::new()))]);
        Self { id: id.into(), role: Role::Assistant, content: Value::Null, extra }
    }

    /// Adds a call of a tool, so far without arguments.
    pub fn add_tool_call(&mut self, id: &str, name: &str) {
        let call = json!({ "id": id, "type": "function", "function": { "name": name, "arguments": "" } });
        if let Value::Array(calls) = self.extra.entry("toolCalls".to_owned()).or_insert_with(|| json!([])) {
            calls.push(call);
        }
    }

    /// Appends to the arguments of a call that this message makes. `false`: it makes no such call.
    pub fn extend_tool_call(&mut self, id: &str, delta: &str) -> bool {
        let calls = self.extra.get_mut("toolCalls").and_then(Value::as_array_mut);
        let call = calls.and_then(|calls| calls.iter_mut().find(|call| call["id"] == id));
        match call.map(|call| &mut call["function"]["arguments"]) {
            Some(Value::String(arguments)) => {
                arguments.push_str(delta);
                true
            }
            _ => false,
        }
    }

    /// What the tool called by `tool_call_id` returned.
    pub fn tool_result(id: impl Into<String>, tool_call_id: &str, content: impl Into<String>) -> Self {
        let mut message = Self::text(id, Role::Tool, content);
        message.extra.insert("toolCallId".to_owned(), tool_call_id.into());
        message
    }

    /// The call that a `tool` message answers.
    pub fn tool_call_id(&self) -> Option<&str> {
        self.extra.get("toolCallId").and_then(Value::as_str)
    }

    /// Why the tool failed, as a `tool` message says it.
    pub fn tool_error(&self) -> Option<&str> {
        self.extra.get("error").and_then(Value::as_str)
    }

    /// Adds to what we say of the message: `metadata.siesta`, which keeps its other entries.
    pub fn annotate(&mut self, name: &str, value: Value) {
        let object = |value: &mut Value| {
            if !value.is_object() {
                *value = json!({});
            }
        };
        let metadata = self.extra.entry("metadata".to_owned()).or_default();
        object(metadata);
        object(&mut metadata["siesta"]);
        metadata["siesta"][name] = value;
    }

    /// The message's text: its content when that is a string, else the text parts of a list joined.
    pub fn as_text(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts
                .iter()
                .filter(|part| part["type"] == "text")
                .filter_map(|part| part["text"].as_str())
                .collect::<Vec<_>>()
                .join("\n"),
            _ => String::new(),
        }
    }
}

/// A source that an answer names by number, as `[1]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Citation {
    /// The number used in the text, from 1.
    pub number: u32,
    /// What the source is called.
    pub title: String,
    /// Where it stands.
    pub url: String,
    /// The words that the answer rests on.
    #[serde(default)]
    pub snippet: String,
}

impl Citation {
    /// A source.
    pub fn new(number: u32, title: &str, url: &str, snippet: &str) -> Self {
        Self { number, title: title.to_owned(), url: url.to_owned(), snippet: snippet.to_owned() }
    }

    /// Id and content of the activity that lists the sources of the message `message_id`.
    pub fn activity(message_id: &str, citations: &[Self]) -> (String, &'static str, Value) {
        let content = json!({ "messageId": message_id, "citations": citations });
        (message_id.to_owned() + ":citations", CITATIONS, content)
    }
}
