//! Events of a run, in the order the protocol gives them.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Extra, RunAgentInput};

/// One event of a thread's stream.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// `RUN_STARTED`: opens a run; its `input` carries the stored message of the visitor.
    RunStarted(RunStarted),
    /// `TEXT_MESSAGE_START`: opens a streamed message.
    TextMessageStart(TextMessageStart),
    /// `TEXT_MESSAGE_CONTENT`: more of its text.
    TextMessageContent(TextMessageContent),
    /// `TEXT_MESSAGE_END`: the message is whole.
    TextMessageEnd(TextMessageEnd),
    /// `TOOL_CALL_START`: the agent calls a tool of the client.
    ToolCallStart(ToolCallStart),
    /// `TOOL_CALL_ARGS`: more of the call's arguments, JSON text.
    ToolCallArgs(ToolCallArgs),
    /// `TOOL_CALL_END`: the call's arguments are whole.
    ToolCallEnd(ToolCallEnd),
    /// `ACTIVITY_SNAPSHOT`: a structured message, whole.
    ActivitySnapshot(ActivitySnapshot),
    /// `RUN_FINISHED`: closes a run that did not fail.
    RunFinished(RunFinished),
    /// `RUN_ERROR`: closes a run that failed.
    RunError(RunError),
    /// `CUSTOM`: an application's own event.
    Custom(Custom),
    /// Any other event, kept as it came.
    Other(Map<String, Value>),
}

macro_rules! event_body {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// What else the event carries.
            #[serde(flatten)]
            pub extra: Extra,
        }
    };
}

event_body!(
    /// Body of `RUN_STARTED`.
    RunStarted {
        /// The conversation.
        thread_id: String,
        /// The run.
        run_id: String,
        /// What the run was started with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<RunAgentInput>,
    }
);
event_body!(
    /// Body of `TEXT_MESSAGE_START`.
    TextMessageStart {
        /// The message.
        message_id: String,
        /// Who it comes from; the assistant when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
    }
);
event_body!(
    /// Body of `TEXT_MESSAGE_CONTENT`.
    TextMessageContent {
        /// The message.
        message_id: String,
        /// Text to append.
        delta: String,
    }
);
event_body!(
    /// Body of `TEXT_MESSAGE_END`.
    TextMessageEnd {
        /// The message.
        message_id: String,
    }
);
event_body!(
    /// Body of `TOOL_CALL_START`.
    ToolCallStart {
        /// The call.
        tool_call_id: String,
        /// The tool.
        tool_call_name: String,
        /// The message that makes the call; one of its own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_message_id: Option<String>,
    }
);
event_body!(
    /// Body of `TOOL_CALL_ARGS`.
    ToolCallArgs {
        /// The call.
        tool_call_id: String,
        /// JSON text to append.
        delta: String,
    }
);
event_body!(
    /// Body of `TOOL_CALL_END`.
    ToolCallEnd {
        /// The call.
        tool_call_id: String,
    }
);
event_body!(
    /// Body of `ACTIVITY_SNAPSHOT`.
    ActivitySnapshot {
        /// The activity's message.
        message_id: String,
        /// What kind of activity it is.
        activity_type: String,
        /// Its content.
        content: Map<String, Value>,
    }
);
event_body!(
    /// Body of `RUN_FINISHED`.
    RunFinished {
        /// The conversation.
        thread_id: String,
        /// The run.
        run_id: String,
        /// How it ended; success when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    }
);
event_body!(
    /// How a run ended that did not fail: `success`, `cancelled` or `interrupt`.
    Outcome {
        /// `success`, `cancelled` or `interrupt`.
        r#type: String,
        /// Calls of client tools that the next run's input answers with `tool` messages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pending_tool_call_ids: Option<Vec<String>>,
    }
);
event_body!(
    /// Body of `RUN_ERROR`.
    RunError {
        /// What happened and what to do next, for people.
        message: String,
        /// One of [`crate::error::code`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    }
);
event_body!(
    /// Body of `CUSTOM`.
    Custom {
        /// The event's name, `siesta.*` for ours.
        name: String,
        /// Its value.
        value: Value,
    }
);

impl Event {
    /// `RUN_STARTED` with the input that the run was started with.
    pub fn run_started(input: RunAgentInput) -> Self {
        Self::RunStarted(RunStarted {
            thread_id: input.thread_id.clone(),
            run_id: input.run_id.clone(),
            input: Some(input),
            extra: Extra::new(),
        })
    }

    /// `TEXT_MESSAGE_START` of an assistant's message.
    pub fn text_start(message_id: impl Into<String>) -> Self {
        let role = Some("assistant".to_owned());
        Self::TextMessageStart(TextMessageStart { message_id: message_id.into(), role, extra: Extra::new() })
    }

    /// `TEXT_MESSAGE_CONTENT`.
    pub fn text(message_id: impl Into<String>, delta: impl Into<String>) -> Self {
        Self::TextMessageContent(TextMessageContent {
            message_id: message_id.into(),
            delta: delta.into(),
            extra: Extra::new(),
        })
    }

    /// `TEXT_MESSAGE_END`.
    pub fn text_end(message_id: impl Into<String>) -> Self {
        Self::TextMessageEnd(TextMessageEnd { message_id: message_id.into(), extra: Extra::new() })
    }

    /// `ACTIVITY_SNAPSHOT`.
    pub fn activity(message_id: impl Into<String>, activity_type: &str, content: Map<String, Value>) -> Self {
        Self::ActivitySnapshot(ActivitySnapshot {
            message_id: message_id.into(),
            activity_type: activity_type.to_owned(),
            content,
            extra: Extra::new(),
        })
    }

    /// `RUN_FINISHED` with the outcome `success` or `cancelled`.
    pub fn run_finished(thread_id: impl Into<String>, run_id: impl Into<String>, outcome: &str) -> Self {
        Self::finished(thread_id.into(), run_id.into(), outcome, None)
    }

    /// `RUN_FINISHED` with the outcome `success` of a run that left calls of client tools to be answered.
    pub fn run_finished_pending(
        thread_id: impl Into<String>,
        run_id: impl Into<String>,
        pending: Vec<String>,
    ) -> Self {
        Self::finished(thread_id.into(), run_id.into(), "success", Some(pending))
    }

    fn finished(thread_id: String, run_id: String, outcome: &str, pending: Option<Vec<String>>) -> Self {
        let outcome =
            Outcome { r#type: outcome.to_owned(), pending_tool_call_ids: pending, extra: Extra::new() };
        Self::RunFinished(RunFinished { thread_id, run_id, outcome: Some(outcome), extra: Extra::new() })
    }

    /// The three events of a whole call of a client tool: `TOOL_CALL_START`, `TOOL_CALL_ARGS`, `TOOL_CALL_END`.
    pub fn tool_call(message_id: &str, id: &str, name: &str, arguments: &str) -> [Self; 3] {
        [
            Self::ToolCallStart(ToolCallStart {
                tool_call_id: id.to_owned(),
                tool_call_name: name.to_owned(),
                parent_message_id: Some(message_id.to_owned()),
                extra: Extra::new(),
            }),
            Self::ToolCallArgs(ToolCallArgs {
                tool_call_id: id.to_owned(),
                delta: arguments.to_owned(),
                extra: Extra::new(),
            }),
            Self::ToolCallEnd(ToolCallEnd { tool_call_id: id.to_owned(), extra: Extra::new() }),
        ]
    }

    /// `CUSTOM`.
    pub fn custom(name: impl Into<String>, value: Value) -> Self {
        Self::Custom(Custom { name: name.into(), value, extra: Extra::new() })
    }

    /// `RUN_ERROR`.
    pub fn run_error(code: &str, message: impl Into<String>) -> Self {
        Self::RunError(RunError { message: message.into(), code: Some(code.to_owned()), extra: Extra::new() })
    }

    /// Whether the event ends its run.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::RunFinished(_) | Self::RunError(_))
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, body) = match self {
            Self::RunStarted(body) => ("RUN_STARTED", serde_json::to_value(body)),
            Self::TextMessageStart(body) => ("TEXT_MESSAGE_START", serde_json::to_value(body)),
            Self::TextMessageContent(body) => ("TEXT_MESSAGE_CONTENT", serde_json::to_value(body)),
            Self::TextMessageEnd(body) => ("TEXT_MESSAGE_END", serde_json::to_value(body)),
            Self::ToolCallStart(body) => ("TOOL_CALL_START", serde_json::to_value(body)),
            Self::ToolCallArgs(body) => ("TOOL_CALL_ARGS", serde_json::to_value(body)),
            Self::ToolCallEnd(body) => ("TOOL_CALL_END", serde_json::to_value(body)),
            Self::ActivitySnapshot(body) => ("ACTIVITY_SNAPSHOT", serde_json::to_value(body)),
            Self::RunFinished(body) => ("RUN_FINISHED", serde_json::to_value(body)),
            Self::RunError(body) => ("RUN_ERROR", serde_json::to_value(body)),
            Self::Custom(body) => ("CUSTOM", serde_json::to_value(body)),
            Self::Other(body) => return body.serialize(serializer),
        };
        let mut body = body.map_err(S::Error::custom)?;
        body["type"] = Value::from(name);
        body.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut body = Map::<String, Value>::deserialize(deserializer)?;
        let Some(Value::String(name)) = body.get("type").cloned() else {
            return Err(D::Error::missing_field("type"));
        };
        let decode = |body: &mut Map<String, Value>| {
            body.remove("type");
            Value::Object(std::mem::take(body))
        };
        match name.as_str() {
            "RUN_STARTED" => serde_json::from_value(decode(&mut body)).map(Self::RunStarted),
            "TEXT_MESSAGE_START" => serde_json::from_value(decode(&mut body)).map(Self::TextMessageStart),
            "TEXT_MESSAGE_CONTENT" => serde_json::from_value(decode(&mut body)).map(Self::TextMessageContent),
            "TEXT_MESSAGE_END" => serde_json::from_value(decode(&mut body)).map(Self::TextMessageEnd),
            "TOOL_CALL_START" => serde_json::from_value(decode(&mut body)).map(Self::ToolCallStart),
            "TOOL_CALL_ARGS" => serde_json::from_value(decode(&mut body)).map(Self::ToolCallArgs),
            "TOOL_CALL_END" => serde_json::from_value(decode(&mut body)).map(Self::ToolCallEnd),
            "ACTIVITY_SNAPSHOT" => serde_json::from_value(decode(&mut body)).map(Self::ActivitySnapshot),
            "RUN_FINISHED" => serde_json::from_value(decode(&mut body)).map(Self::RunFinished),
            "RUN_ERROR" => serde_json::from_value(decode(&mut body)).map(Self::RunError),
            "CUSTOM" => serde_json::from_value(decode(&mut body)).map(Self::Custom),
            _ => return Ok(Self::Other(body)),
        }
        .map_err(D::Error::custom)
    }
}
