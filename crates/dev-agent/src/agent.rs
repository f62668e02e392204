//! The agent: what it says and does when it is its turn. Without a model it follows rules ([`rules`]);
//! with one, the model decides ([`model`]). Both are given the same, and give the same parts.

pub mod arguments;
pub mod contract;
mod intent;
pub mod model;
mod rules;
pub mod task;

pub use crate::answer::pieces::pieces;

use crate::AppState;
use crate::knowledge::{KnowledgeError, Reading};
use crate::store::Turn;
use crate::wire::Citation;
use crate::wire::agent::{Agent, ToolDefinition};
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Parts that wait for whoever sends them on.
const PARTS_WAITING: usize = 64;

/// What one answer is made from.
pub struct Prompt {
    /// Who answers.
    pub agent: Agent,
    /// In which conversation.
    pub conversation: Uuid,
    /// What was said before.
    pub earlier: Vec<Turn>,
    /// What the visitor said now; empty when only functions answered.
    pub message: String,
    /// What functions answered now.
    pub outputs: Vec<FunctionOutput>,
    /// Facts about the visitor's page: data, never instructions.
    pub context: Vec<(String, String)>,
    /// Guidance of the request or session; may be empty.
    pub instructions: String,
    /// Functions that the caller runs.
    pub tools: Vec<ToolDefinition>,
    /// What to look things up in.
    pub reading: Reading,
}

impl Prompt {
    /// Whether the caller asks for the output contract. Only then does the agent propose tasks: the
    /// caller knows what to do with one.
    pub fn asks_for_contract(&self) -> bool {
        contract::is_asked_for(&self.guidance())
    }

    /// Whether the caller can do anything with an action. For any other an answer is text.
    fn may_act(&self) -> bool {
        !self.tools.is_empty() || self.asks_for_contract()
    }

    /// The agent's instructions and the request's.
    pub fn guidance(&self) -> String {
        let own = self.agent.instructions.as_deref().unwrap_or_default();
        [own, &self.instructions].map(str::trim).join("\n\n").trim().to_owned()
    }
}

/// What a function that the caller runs has answered.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionOutput {
    /// The call.
    pub call_id: String,
    /// The function.
    pub name: String,
    /// Its answer, most often JSON.
    pub output: String,
}

/// A part of an answer, in the order in which it comes about.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// What the text that follows quotes, and the text before it.
    Citations(Vec<Citation>),
    /// More of the text.
    Text(String),
    /// Something that the visitor must say before it can go on.
    Question(String),
    /// Records that were made or changed.
    Records(Vec<String>),
    /// A function that the caller runs; ends the answer.
    Call {
        /// The function.
        name: String,
        /// Its arguments.
        arguments: Map<String, Value>,
    },
    /// A task that the agent would create, as the body of `POST /api/v1/Task`.
    Task(Map<String, Value>),
    /// A tool of the platform begins.
    ToolStarted {
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// Its arguments.
        arguments: Map<String, Value>,
    },
    /// A tool of the platform ended well.
    ToolCompleted {
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// What came out.
        output: String,
    },
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The documentation can't be searched.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Store(#[from] sqlx::Error),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] model::ModelError),
    /// Whoever asked has gone.
    #[error("nobody waits for the answer any more")]
    Gone,
}

/// Where parts go.
pub struct Parts(mpsc::Sender<Result<Part, AgentError>>);

impl Parts {
    /// Sends a part on.
    pub async fn send(&self, part: Part) -> Result<(), AgentError> {
        self.0.send(Ok(part)).await.map_err(|_| AgentError::Gone)
    }

    /// Sends a text on, piece by piece.
    async fn text(&self, text: &str) -> Result<(), AgentError> {
        for piece in pieces(text) {
            self.send(Part::Text(piece)).await?;
        }
        Ok(())
    }
}

/// Starts the answer, and returns its parts as they come; they end when it is whole. Dropping them
/// stops it.
pub fn answer(state: AppState, prompt: Prompt) -> mpsc::Receiver<Result<Part, AgentError>> {
    let (sender, receiver) = mpsc::channel(PARTS_WAITING);
    tokio::spawn(async move {
        let parts = Parts(sender);
        let result = match state.model() {
            Some(model) => model.answer(&state, &prompt, &parts).await,
            None => rules::answer(&state, &prompt, &parts).await,
        };
        match result {
            Ok(()) | Err(AgentError::Gone) => {}
            // Nobody is left to tell when this fails.
            Err(error) => drop(parts.0.send(Err(error)).await),
        }
    });
    receiver
}
