//! Reads a streamed chat completion: server-sent events with pieces of text and of tool calls.

use super::ModelError;
use crate::agent::{AgentError, Part, Parts};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Longest line of a stream, in bytes.
const LINE_MAX: usize = 1024 * 1024;

/// A tool call of the model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToolCall {
    /// The model's id for it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments.
    pub arguments: Map<String, Value>,
}

/// What one request gave, apart from the text that was sent on.
#[derive(Debug, Default)]
pub struct Round {
    /// Whether there was any text.
    pub has_text: bool,
    /// The tools to call, in order.
    pub calls: Vec<ToolCall>,
}

impl Round {
    /// The round as a message of the conversation.
    pub fn as_message(&self) -> Value {
        let call = |call: &ToolCall| {
            let arguments = Value::Object(call.arguments.clone()).to_string();
            let function = json!({"name": call.name, "arguments": arguments});
            json!({"id": call.id, "type": "function", "function": function})
        };
        let calls: Vec<Value> = self.calls.iter().map(call).collect();
        json!({"role": "assistant", "content": null, "tool_calls": calls})
    }
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
}

#[derive(Default, Deserialize)]
struct Delta {
    content: Option<String>,
    tool_calls: Option<Vec<CallDelta>>,
}

#[derive(Deserialize)]
struct CallDelta {
    #[serde(default)]
    index: usize,
    id: Option<String>,
    function: Option<FunctionDelta>,
}

#[derive(Deserialize)]
struct FunctionDelta {
    name: Option<String>,
    arguments: Option<String>,
}

/// Reads to the end; sends text on as it comes.
pub async fn read(
    response: reqwest::Response,
    parts: &Parts,
    broken: impl Fn(&reqwest::Error) -> ModelError,
) -> Result<Round, AgentError> {
    let mut round = Round::default();
    let mut calls: BTreeMap<usize, (String, String, String)> = BTreeMap::new();
    let mut stream = response.bytes_stream();
    let mut buffer: Vec<u8> = Vec::new();
    while let Some(bytes) = stream.next().await {
        buffer.extend_from_slice(&bytes.map_err(|error| broken(&error))?);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let Some(data) = line.trim_end().strip_prefix("data:").map(str::trim_start) else { continue };
            if data.is_empty() || data == "[DONE]" {
                continue;
            }
            let chunk: Chunk =
                serde_json::from_str(data).map_err(|error| ModelError::Unreadable(error.to_string()))?;
            for Choice { delta } in chunk.choices {
                if let Some(text) = delta.content.filter(|text| !text.is_empty()) {
                    round.has_text = true;
                    parts.send(Part::Text(text)).await?;
                }
                for CallDelta { index, id, function } in delta.tool_calls.into_iter().flatten() {
                    let (known_id, name, arguments) = calls.entry(index).or_default();
                    known_id.push_str(&id.unwrap_or_default());
                    if let Some(function) = function {
                        name.push_str(&function.name.unwrap_or_default());
                        arguments.push_str(&function.arguments.unwrap_or_default());
                    }
                }
            }
        }
        if buffer.len() > LINE_MAX {
            return Err(ModelError::Unreadable("a line is longer than 1 MiB".to_owned()).into());
        }
    }
    for (id, name, arguments) in calls.into_values() {
        let arguments = if arguments.trim().is_empty() { "{}".to_owned() } else { arguments };
        let arguments = serde_json::from_str(&arguments)
            .map_err(|error| ModelError::Unreadable(format!("arguments of {name}: {error}")))?;
        round.calls.push(ToolCall { id, name, arguments });
    }
    Ok(round)
}
