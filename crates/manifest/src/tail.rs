//! What the manifests of all modes say after the mode's own section.

use serde::Serialize;

use crate::assistant::AssistantEntry;
use crate::head::{Extra, LIST_ITEMS, SENTENCE_CHARS};
use crate::mode::Mode;
use crate::read::{Fields, Node};

/// What every manifest says last.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tail {
    /// The agents, each in its role; the first is the default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assistants: Vec<AssistantEntry>,
    /// What the agents do and must not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automation: Option<Automation>,
    /// Steps for whoever builds the integration.
    pub implementation_steps: Vec<String>,
    /// Rules for a coding agent.
    pub coding_agent_instructions: Vec<String>,
    /// The product that is integrated with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Where its source lives: an address, or a path that whoever works on it knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
}

/// What the agents do and must not do.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Automation {
    /// In a sentence.
    pub intent: String,
    /// What needs a human's approval.
    pub approval_policy: String,
    /// The shape of an agent's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_contract: Option<OutputContract>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The shape of an agent's answer: what each part means.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputContract {
    /// The result for the user.
    pub summary: String,
    /// What was done or is proposed.
    pub actions_taken: String,
    /// Ids of records touched.
    pub siesta_record_ids: String,
    /// What must be asked.
    pub follow_up_questions: String,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Tail {
    pub(crate) fn read(fields: &Fields<'_>, mode: Mode) -> Self {
        fields.about(&[
            ("assistants", "The agents, each in its role; the first is the default."),
            ("automation", "What the agents do and must not do."),
            ("implementationSteps", "Steps for whoever builds the integration."),
            ("codingAgentInstructions", "Rules for a coding agent."),
            ("product", "The product that is integrated with."),
            ("repository", "Where its source lives."),
        ]);
        let assistants = match mode {
            Mode::ExternalApi => fields.or_default("assistants", AssistantEntry::read_list),
            Mode::RealtimeApi | Mode::WebPlugin => fields.required(
                "assistants",
                "[{\"role\": \"primary\", \"label\": …, \"agentId\": …}]",
                |node| {
                    node.shape().say("minItems", 1);
                    let assistants = AssistantEntry::read_list(node);
                    if node.raw().as_array().is_some_and(Vec::is_empty) {
                        node.refuse("names no assistant", "add at least one, with role, label and agentId");
                    }
                    assistants
                },
            ),
        };
        let sentences = |node: &Node<'_>| node.list(LIST_ITEMS, |node| node.text(SENTENCE_CHARS));
        Self {
            assistants,
            automation: fields.optional("automation", Automation::read),
            implementation_steps: fields.or_default("implementationSteps", sentences),
            coding_agent_instructions: fields.or_default("codingAgentInstructions", sentences),
            product: fields.optional("product", |node| node.text(SENTENCE_CHARS)),
            repository: fields.optional("repository", |node| node.text(SENTENCE_CHARS)),
        }
    }
}

impl Automation {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("intent", "What the agents are to do, in a sentence."),
            ("approvalPolicy", "What needs a human's approval."),
            ("outputContract", "The shape of an agent's answer."),
        ]);
        Self {
            intent: fields
                .required("intent", "\"Answer visitors' questions\"", |node| node.text(SENTENCE_CHARS)),
            approval_policy: fields
                .required("approvalPolicy", "\"Ask before any write\"", |node| node.text(SENTENCE_CHARS)),
            output_contract: fields.optional("outputContract", OutputContract::read),
            extra: fields.rest(),
        }
    }
}

impl OutputContract {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("summary", "What the summary is: the result for the user."),
            ("actionsTaken", "What was done or is proposed."),
            ("siestaRecordIds", "Ids of records touched."),
            ("followUpQuestions", "What must be asked."),
        ]);
        let part = |key, example| fields.required(key, example, |node| node.text(SENTENCE_CHARS));
        Self {
            summary: part("summary", "\"Short result for the user.\""),
            actions_taken: part("actionsTaken", "\"Executed or proposed actions.\""),
            siesta_record_ids: part("siestaRecordIds", "\"Ids created or updated.\""),
            follow_up_questions: part("followUpQuestions", "\"What must be asked.\""),
            extra: fields.rest(),
        }
    }
}
