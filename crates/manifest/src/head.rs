//! What the manifests of all modes say before the mode's own section.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::assistant::AssistantEntry;
use crate::context_field::ContextField;
use crate::mode::{ManifestVersion, Mode};
use crate::read::{Fields, Node};
use crate::value::{Id, WebUrl};

/// Members that this version has no type for, kept as they came.
pub type Extra = BTreeMap<String, Value>;

/// What every manifest says first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Version of the format.
    pub manifest_version: ManifestVersion,
    /// Which contract this is.
    pub manifest_type: Mode,
    /// Name in letters, digits and dashes, for files and logs.
    pub name: String,
    /// What it is for, for people.
    pub use_case: String,
    /// What was put into the builder. Only the hand-written External API baseline lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Inputs>,
    /// What the integration intends.
    pub integration: Integration,
    /// What must be known before the agent may act.
    pub required_context_fields: Vec<ContextField>,
}

/// What was put into the builder.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inputs {
    /// Where the vendor's API lives.
    pub base_url: WebUrl,
    /// Sent as `X-Org-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Id>,
    /// The primary assistant's agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<Id>,
    /// The same list as the manifest's own `assistants`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assistants: Vec<AssistantEntry>,
    /// [`Mode::integration_mode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_mode: Option<&'static str>,
    /// How many `requiredContextFields` there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_context_field_count: Option<u32>,
    /// How many `siestaApiOperations` there are (External API).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_count: Option<u32>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the integration intends.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// [`Mode::integration_mode`].
    pub mode: &'static str,
    /// In a sentence.
    pub intent: String,
    /// How secrets are to be kept (baseline).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_handling: Option<String>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Longest name of a thing, in characters.
pub(crate) const NAME_CHARS: usize = 120;
/// Longest sentence or short paragraph, in characters.
pub(crate) const SENTENCE_CHARS: usize = 2000;
/// Longest list.
pub(crate) const LIST_ITEMS: usize = 100;

impl Head {
    /// `operations` is the number of operations, in the mode that has them.
    pub(crate) fn read(fields: &Fields<'_>, mode: Mode, operations: Option<usize>) -> Self {
        fields.about(&[
            ("manifestVersion", "Version of the format."),
            ("manifestType", "Which contract this is; one file holds exactly one."),
            ("name", "Name for files and logs."),
            ("useCase", "What it is for, for people."),
            ("inputs", "What was put into the builder."),
            ("integration", "What the integration intends."),
            ("requiredContextFields", "What must be known before the agent may act."),
        ]);
        let required_context_fields = fields.or_default("requiredContextFields", ContextField::read_list);
        let manifest_version = fields.required("manifestVersion", "\"1.0\"", Node::choice);
        // Decided the mode before. Only the hand-written External API baseline lacks it.
        let read_type = |node: &Node<'_>| node.shape().say("const", mode.as_str());
        match mode {
            Mode::ExternalApi => fields.or_default("manifestType", read_type),
            Mode::RealtimeApi | Mode::WebPlugin => fields.required("manifestType", mode.as_str(), read_type),
        }
        let name = fields.required("name", "\"docs-chat\"", |node| node.text(NAME_CHARS));
        let use_case =
            fields.required("useCase", "\"Questions about the product\"", |node| node.text(NAME_CHARS * 2));
        let read_inputs =
            |node: &Node<'_>| Some(Inputs::read(node, mode, required_context_fields.len(), operations));
        let inputs = match mode {
            Mode::ExternalApi => fields.or_default("inputs", read_inputs),
            Mode::RealtimeApi | Mode::WebPlugin => {
                fields.required("inputs", "{\"baseUrl\": \"https://api.siesta.ai\"}", read_inputs)
            }
        };
        let integration = fields.required("integration", "{\"mode\": …, \"intent\": …}", |node| {
            Integration::read(node, mode)
        });
        Self {
            manifest_version,
            manifest_type: mode,
            name,
            use_case,
            inputs,
            integration,
            required_context_fields,
        }
    }
}

impl Inputs {
    fn read(node: &Node<'_>, mode: Mode, context_fields: usize, operations: Option<usize>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("baseUrl", "Where the vendor's API lives: an address, or ${NAME}."),
            ("organizationId", "Sent as X-Org-Id: an id, ${NAME}, or a placeholder."),
            ("agentId", "The agent of the primary assistant."),
            ("assistants", "The same list as the assistants of the manifest."),
            ("integrationMode", "The mode of the manifest."),
            ("requiredContextFieldCount", "How many requiredContextFields there are."),
            ("operationCount", "How many siestaApiOperations there are."),
        ]);
        Self {
            base_url: fields.required("baseUrl", "\"https://api.siesta.ai\"", WebUrl::read),
            organization_id: fields.optional("organizationId", Id::read),
            agent_id: fields.optional("agentId", Id::read),
            assistants: fields.or_default("assistants", AssistantEntry::read_list),
            integration_mode: fields.optional("integrationMode", |node| read_mode(node, mode)),
            required_context_field_count: fields.optional("requiredContextFieldCount", |node| {
                read_count(node, context_fields, "requiredContextFields")
            }),
            operation_count: fields.optional("operationCount", |node| match operations {
                Some(count) => read_count(node, count, "siestaApiOperations"),
                None => node.count(),
            }),
            extra: fields.rest(),
        }
    }
}

impl Integration {
    fn read(node: &Node<'_>, mode: Mode) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("mode", "The mode of the manifest."),
            ("intent", "What the integration is to do, in a sentence."),
            ("secretHandling", "How secrets are to be kept."),
        ]);
        Self {
            mode: fields
                .required("mode", &format!("\"{}\"", mode.integration_mode()), |node| read_mode(node, mode)),
            intent: fields
                .required("intent", "\"Answer visitors' questions\"", |node| node.text(SENTENCE_CHARS)),
            secret_handling: fields.optional("secretHandling", |node| node.text(SENTENCE_CHARS)),
            extra: fields.rest(),
        }
    }
}

fn read_mode(node: &Node<'_>, mode: Mode) -> &'static str {
    node.must_be(mode.integration_mode(), &format!("this is {}", mode.manifest()));
    mode.integration_mode()
}

/// A count that stands beside the list it counts.
fn read_count(node: &Node<'_>, actual: usize, list: &str) -> u32 {
    let count = node.count();
    if node.raw().is_u64() && usize::try_from(count) != Ok(actual) {
        node.refuse(format!("is {count}, but {list} has {actual}"), format!("write {actual}"));
    }
    count
}
