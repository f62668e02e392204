//! Making a manifest from the answers of a person.

mod contract;
mod document;

mod external_api;
mod realtime_api;
mod web_plugin;

use std::path::Path;

use serde_json::Value;

use crate::context_field::ContextField;
use crate::manifest::Manifest;
use crate::mode::Mode;
use crate::problem::{ManifestError, Problem};
use crate::review::Review;
use crate::tail::OutputContract;

pub use contract::Contract;
pub use web_plugin::{SchemeAnswers, ThemeAnswers, WidgetAnswers};

/// What a person answers when a manifest is made. Everything has the default of the vendor's own builder, so
/// that
/// [`Answers::new`] alone makes the manifest that it generates.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// What it is for, for people.
    pub use_case: String,
    /// Name in letters, digits and dashes; made of the use case where it is missing.
    pub name: Option<String>,
    /// Where the vendor's API lives: an address, or `${NAME}`.
    pub base_url: String,
    /// The organization: an id, `${NAME}`, or a placeholder.
    pub organization_id: String,
    /// The primary assistant.
    pub primary: AssistantAnswer,
    /// Assistants beside the primary one.
    pub assistants: Vec<AssistantAnswer>,
    /// What must be known beside the fields of Siesta AI itself.
    pub context_fields: Vec<ContextField>,
    /// What the automation is to do; the contract has a default.
    pub intent: Option<String>,
    /// What needs a human's approval.
    pub approval_policy: String,
    /// The shape of an agent's answer.
    pub output_contract: OutputContract,
    /// The product that is integrated with.
    pub product: Option<String>,
    /// Where its source lives.
    pub repository: Option<String>,
    /// The one contract that the manifest holds, and what is chosen in it.
    pub contract: Contract,
}

/// An agent in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssistantAnswer {
    /// Names it in URLs.
    pub role: String,
    /// Names it to people.
    pub label: String,
    /// The agent: an id, `${NAME}`, or a placeholder.
    pub agent_id: String,
    /// What it is for.
    pub purpose: Option<String>,
}

const API: &str = "https://api.siesta.ai";
const APPROVAL_POLICY: &str = "Ask for human approval before creating tasks, uploading user files, calling \
                               external tools, or performing any write operation that changes platform \
                               state.";

impl Answers {
    /// What the vendor's builder starts with.
    pub fn new(mode: Mode) -> Self {
        Self {
            use_case: "Customer support copilot on Siesta AI".into(),
            name: None,
            base_url: API.into(),
            organization_id: "<siesta-organization-id>".into(),
            primary: AssistantAnswer {
                role: "primary".into(),
                label: "Primary assistant".into(),
                agent_id: "<siesta-agent-id>".into(),
                purpose: Some(
                    "Default Siesta AI assistant used for endpoint paths, realtime sessions, or widget \
                     mounting."
                        .into(),
                ),
            },
            assistants: Vec::new(),
            context_fields: Vec::new(),
            intent: None,
            approval_policy: APPROVAL_POLICY.into(),
            output_contract: OutputContract::vendor(),
            product: None,
            repository: None,
            contract: Contract::new(mode),
        }
    }

    /// Makes the manifest.
    ///
    /// # Errors
    /// Every answer that can't stand, at its place in the manifest that would have come out.
    pub fn build(&self) -> Result<Manifest, ManifestError> {
        // Through the one reader: what is built is checked as what is read, and comes out in the same order.
        let document = Value::Object(self.document()).to_string();
        let review = Review::new(Path::new("siesta-agent-manifest.json"), &document);
        review.manifest.ok_or_else(|| ManifestError::new(told_once(review.problems)))
    }
}

impl OutputContract {
    /// As the vendor's page words it.
    fn vendor() -> Self {
        Self {
            summary: "Short user-facing result.".into(),
            actions_taken: "Array of executed or proposed actions.".into(),
            siesta_record_ids: "IDs created, uploaded, or updated through Siesta AI API.".into(),
            follow_up_questions: "Questions the agent must ask if required fields are missing.".into(),
            extra: Default::default(),
        }
    }
}

/// An answer stands at several places of a manifest; a person made one mistake.
fn told_once(problems: Vec<Problem>) -> Vec<Problem> {
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        if !told.iter().any(|it| it.reason == problem.reason && it.remedy == problem.remedy) {
            told.push(problem);
        }
    }
    told
}
