//! What a run has to do.

use manifest::MountedAssistant;
use page_context::ContextItem;

use super::ClientTools;

/// What a run has to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// The conversation.
    pub thread_id: String,
    /// The run.
    pub run_id: String,
    /// Who answers.
    pub assistant: MountedAssistant,
    /// What the visitor's side says.
    pub turn: Turn,
    /// What may be known of the page, cleaned.
    pub context: Vec<ContextItem>,
    /// Tools that the visitor's page can run.
    pub tools: ClientTools,
}

/// What the visitor's side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A message.
    Message(String),
    /// What tools returned; the store has it.
    ToolResults,
}
