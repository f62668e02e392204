//! What both explanations tell of a manifest.

use manifest::{ContextField, FieldType, Id, Manifest, Method, Operation};

/// A value that differs from one deployment to the next.
pub struct Variable {
    /// Its name in the environment.
    pub name: String,
    /// What it is.
    pub what: String,
    /// What the manifest says it is.
    pub value: Option<String>,
    /// Whether it must never be shown.
    pub secret: bool,
}

/// The environment variables of an integration.
pub fn variables(manifest: &Manifest) -> Vec<Variable> {
    let inputs = manifest.head().inputs.as_ref();
    let base_url = match manifest {
        Manifest::ExternalApi(manifest) => manifest.siesta_ai.api_base_url.as_str(),
        _ => inputs.map_or("", |inputs| inputs.base_url.as_str()),
    };
    let organization = match manifest {
        Manifest::ExternalApi(manifest) => Some(&manifest.siesta_ai.required_headers.organization_id),
        _ => inputs.and_then(|inputs| inputs.organization_id.as_ref()),
    };
    let mut variables = vec![
        variable("SIESTA_API_URL", "where the API lives, without a slash at its end", base_url),
        Variable {
            name: "SIESTA_API_KEY".into(),
            what: "the API key, sent as X-Api-Key".into(),
            value: None,
            secret: true,
        },
        variable("SIESTA_ORG_ID", "the organization's id, sent as X-Org-Id", &spelt(organization)),
    ];
    let assistants = &manifest.tail().assistants;
    for (index, assistant) in assistants.iter().enumerate() {
        let name = match index {
            0 => "SIESTA_AGENT_ID".to_owned(),
            _ => format!("SIESTA_AGENT_ID_{}", assistant.role.to_uppercase().replace('-', "_")),
        };
        let what = format!("the agent of \"{}\" ({})", assistant.label, assistant.role);
        variables.push(variable(&name, &what, &assistant.agent_id.to_string()));
    }
    if assistants.is_empty() {
        let agent = inputs.and_then(|inputs| inputs.agent_id.as_ref());
        variables.push(variable("SIESTA_AGENT_ID", "the agent", &spelt(agent)));
    }
    variables
}

fn spelt(id: Option<&Id>) -> String {
    id.map(Id::to_string).unwrap_or_default()
}

/// `${NAME}` in the manifest names the variable itself; a placeholder has no value yet.
fn variable(name: &str, what: &str, value: &str) -> Variable {
    let own_name = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let open = value.is_empty() || value.starts_with('<') || own_name.is_some();
    Variable {
        name: own_name.unwrap_or(name).to_owned(),
        what: what.to_owned(),
        value: (!open).then(|| value.to_owned()),
        secret: false,
    }
}

/// The operations that the contract allows.
pub fn operations(manifest: &Manifest) -> Vec<&Operation> {
    match manifest {
        Manifest::ExternalApi(manifest) => manifest.siesta_api_operations.iter().collect(),
        Manifest::RealtimeApi(manifest) => vec![&manifest.realtime.session_operation],
        _ => Vec::new(),
    }
}

/// An operation as people write it.
pub fn title(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Whether an operation changes the platform's state, and is more than talking to an agent.
pub fn writes(operation: &Operation) -> bool {
    let talks = operation.path.ends_with("/response") || operation.path.ends_with("/realtime-session");
    operation.method != Method::Get && !talks
}

/// A context field's type, in words.
pub fn kind(field: &ContextField) -> String {
    match field.kind {
        FieldType::Enum => format!("one of {}", field.values.join(", ")),
        kind => kind.to_string(),
    }
}
