//! What a run has to do.

use manifest::MountedAssistant;
use page_context::ContextItem;

/// What a run has to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// The conversation.
    pub thread_id: String,
    /// The run.
    pub run_id: String,
    /// Who answers.
    pub assistant: MountedAssistant,
    /// The visitor's message.
    pub text: String,
    /// What may be known of the page, cleaned.
    pub context: Vec<ContextItem>,
}
