//! The members of a manifest that all contracts share, made of the answers.

use serde_json::{Map, Value, json};

use super::{API, Answers, AssistantAnswer, Contract};
use crate::checks::variable;
use crate::mode::{ManifestVersion, Mode};

impl Answers {
    /// The whole manifest; unchecked.
    pub(super) fn document(&self) -> Map<String, Value> {
        let mode = self.contract.mode();
        let assistants = self.assistants();
        let context_fields = self.context_fields();
        let intent = self.intent.as_deref().unwrap_or(self.contract.intent());
        let mut inputs = json!({
            "baseUrl": self.base_url,
            "organizationId": self.organization_id,
            "agentId": self.primary.agent_id,
            "assistants": assistants,
            "integrationMode": mode.integration_mode(),
            "requiredContextFieldCount": context_fields.len(),
        });
        if let Contract::ExternalApi { operations } = &self.contract {
            inputs["operationCount"] = operations.len().into();
        }
        let mut document = self.contract.section(self, &assistants);
        for (key, value) in [
            ("manifestVersion", json!(ManifestVersion::V1_0)),
            ("manifestType", json!(mode)),
            ("name", self.name.clone().unwrap_or_else(|| slug(&self.use_case, mode)).into()),
            ("useCase", self.use_case.clone().into()),
            ("inputs", inputs),
            ("integration", json!({"mode": mode.integration_mode(), "intent": intent})),
            ("requiredContextFields", context_fields.into()),
            ("assistants", assistants),
            (
                "automation",
                json!({
                    "intent": intent,
                    "approvalPolicy": self.approval_policy,
                    "outputContract": self.output_contract,
                }),
            ),
            ("implementationSteps", self.contract.steps().into()),
            ("codingAgentInstructions", self.contract.instructions().into()),
        ] {
            document.insert(key.to_owned(), value);
        }
        for (key, value) in [("product", &self.product), ("repository", &self.repository)] {
            document.extend(value.iter().map(|value| (key.to_owned(), value.clone().into())));
        }
        document
    }

    fn assistants(&self) -> Value {
        let entry = |assistant: &AssistantAnswer| {
            let mut entry = json!({
                "role": assistant.role,
                "label": assistant.label,
                "agentId": assistant.agent_id,
            });
            if let Some(purpose) = &assistant.purpose {
                entry["purpose"] = purpose.clone().into();
            }
            entry
        };
        std::iter::once(&self.primary).chain(&self.assistants).map(entry).collect()
    }

    fn context_fields(&self) -> Vec<Value> {
        let mut fields = vec![
            json!({
                "name": "agentId",
                "type": "uuid",
                "required": true,
                "description": "Siesta AI agent that should handle the integration flow.",
            }),
            json!({
                "name": "organizationId",
                "type": "uuid",
                "required": true,
                "description": "Siesta AI organization sent as X-Org-Id.",
            }),
        ];
        if matches!(self.contract, Contract::ExternalApi { .. }) {
            fields.push(json!({
                "name": "workspaceId",
                "type": "uuid",
                "required": false,
                "description": "Workspace used when creating or filtering tasks.",
            }));
        }
        fields.extend(self.context_fields.iter().map(|field| json!(field)));
        fields
    }

    /// The API's address where a path can follow it. `${NAME}` is a whole value, so that the vendor's stands
    /// for it.
    pub(super) fn documented_url(&self) -> &str {
        if variable::name(&self.base_url).is_some() { API } else { self.base_url.trim_end_matches('/') }
    }
}

/// A use case as a name: small letters and digits, with a dash for everything between.
fn slug(use_case: &str, mode: Mode) -> String {
    let words = use_case.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words.map(str::to_ascii_lowercase) {
        if slug.len() + word.len() >= SLUG_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() { mode.integration_mode().to_owned() } else { slug }
}

/// Longest name that is made of a use case.
const SLUG_CHARS: usize = 80;
