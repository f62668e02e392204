//! The agent with a model: any server that speaks OpenAI's chat completions, streaming, with the same
//! tools that the rules have.

mod messages;
mod stream;

use super::{AgentError, Part, Parts, Prompt, task};
use crate::AppState;
use crate::answer::search;
use crate::config::Settings;
use crate::error::StartError;
use messages::{ASK, SEARCH};
use serde_json::{Map, Value, json};
use std::time::Duration;
use stream::{Round, ToolCall};
use uuid::Uuid;

/// How often the model may look something up before it has to answer.
const ROUNDS_MAX: usize = 6;
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long a model may think before its first word, and between two.
const SILENCE_MAX: Duration = Duration::from_secs(180);

/// Why the model has no answer. Never has the key in it.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// No connection, or a broken one.
    #[error("the model at {url} can't be reached: {reason}. Start it, or give another --model-url")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// Why not.
        reason: String,
    },
    /// It said no.
    #[error("the model at {url} answered {status}: {body}. Check --model and SIESTA_DEV_MODEL_KEY")]
    Refused {
        /// Where it is.
        url: String,
        /// HTTP status.
        status: u16,
        /// The beginning of what it said.
        body: String,
    },
    /// It sent what no model sends.
    #[error("the model's answer can't be read: {0}. Use a server that speaks OpenAI's chat completions")]
    Unreadable(String),
    /// It never came to an end.
    #[error("the model looked things up {ROUNDS_MAX} times without answering. Use a more capable --model")]
    Rounds,
}

/// A model behind HTTP.
pub struct Model {
    http: reqwest::Client,
    url: String,
    name: String,
    key: Option<String>,
}

impl Model {
    /// The model that the settings name, if they name one.
    pub fn of(settings: &Settings) -> Result<Option<Self>, StartError> {
        let Some(url) = &settings.model_url else { return Ok(None) };
        // Fails when there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().connect_timeout(CONNECT_MAX).read_timeout(SILENCE_MAX).build();
        let http = http.map_err(|error| StartError::Model { url: url.clone(), reason: error.to_string() })?;
        let parsed = http.get(url).build().is_ok_and(|request| request.url().scheme().starts_with("http"));
        if !parsed {
            return Err(StartError::Model {
                url: url.clone(),
                reason: "it is no http:// address".to_owned(),
            });
        }
        let (name, key) = (settings.model.clone(), settings.model_key.clone());
        Ok(Some(Self { http, url: url.trim_end_matches('/').to_owned(), name, key }))
    }

    /// Answers.
    pub async fn answer(&self, state: &AppState, prompt: &Prompt, parts: &Parts) -> Result<(), AgentError> {
        let tools = messages::tools(prompt);
        let mut messages = messages::of(prompt);
        let mut citations = Vec::new();
        for _ in 0..ROUNDS_MAX {
            let round = self.round(&messages, &tools, parts).await?;
            let is_search = |call: &ToolCall| call.name == SEARCH;
            if round.calls.is_empty() || !round.calls.iter().all(is_search) {
                return finish(prompt, parts, round).await;
            }
            messages.push(round.as_message());
            for call in round.calls {
                let asked = call.arguments.get("query").and_then(Value::as_str).unwrap_or(&prompt.message);
                let (id, name) = (Uuid::new_v4().to_string(), SEARCH.to_owned());
                let started = Part::ToolStarted {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: call.arguments.clone(),
                };
                parts.send(started).await?;
                let found = search(state.knowledge(), &prompt.reading, asked, citations.len()).await?;
                let output = format!("{} sources", found.citations.len());
                parts.send(Part::ToolCompleted { id, name, output }).await?;
                if !found.citations.is_empty() {
                    citations.extend(found.citations);
                    parts.send(Part::Citations(citations.clone())).await?;
                }
                messages.push(json!({"role": "tool", "tool_call_id": call.id, "content": found.text}));
            }
        }
        Err(ModelError::Rounds.into())
    }

    /// One request, its text sent on as it comes.
    async fn round(&self, messages: &[Value], tools: &[Value], parts: &Parts) -> Result<Round, AgentError> {
        let body = json!({"model": self.name, "stream": true, "messages": messages, "tools": tools});
        let mut request = self.http.post(format!("{}/chat/completions", self.url)).json(&body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if !status.is_success() {
            let body = response.text().await.unwrap_or_default().chars().take(200).collect();
            return Err(ModelError::Refused { url: self.url.clone(), status: status.as_u16(), body }.into());
        }
        stream::read(response, parts, |error| self.unreachable(error)).await
    }

    fn unreachable(&self, error: &reqwest::Error) -> ModelError {
        let mut reason = "the connection broke".to_owned();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            reason = cause.to_string();
            source = cause.source();
        }
        ModelError::Unreachable { url: self.url.clone(), reason }
    }
}

/// Acts as the model's last round says.
async fn finish(prompt: &Prompt, parts: &Parts, round: Round) -> Result<(), AgentError> {
    for ToolCall { name, arguments, .. } in round.calls {
        if prompt.tools.iter().any(|tool| tool.name == name) {
            parts.send(Part::Call { name, arguments }).await?;
        } else if name == task::TOOL {
            propose(prompt, parts, arguments, round.has_text).await?;
        } else if name == ASK {
            let question = arguments.get("question").and_then(Value::as_str).unwrap_or_default().to_owned();
            parts.send(Part::Question(question.clone())).await?;
            if !round.has_text {
                parts.text(&question).await?;
            }
        }
    }
    Ok(())
}

async fn propose(
    prompt: &Prompt,
    parts: &Parts,
    arguments: Map<String, Value>,
    has_text: bool,
) -> Result<(), AgentError> {
    let title = arguments.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    parts.send(Part::Task(task::body(arguments, prompt))).await?;
    if has_text { Ok(()) } else { parts.text(&task::announcement(&title)).await }
}
