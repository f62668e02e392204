//! The short explanation.

use manifest::Manifest;

use super::facts;

/// What a manifest says, and what is still to be done.
pub fn explain(manifest: &Manifest) -> String {
    let (head, tail) = (manifest.head(), manifest.tail());
    let mut text = format!(
        "# {}\n\n{}. {} manifest: {}\n",
        head.name,
        head.use_case.trim_end_matches('.'),
        manifest.mode().name(),
        head.integration.intent
    );
    for (what, value) in [("Product", &tail.product), ("Repository", &tail.repository)] {
        if let Some(value) = value {
            text.push_str(&format!("\n{what}: {value}\n"));
        }
    }
    list(
        &mut text,
        "Assistants",
        tail.assistants.iter().map(|it| {
            let purpose = it.purpose.as_deref().map(|purpose| format!(": {purpose}")).unwrap_or_default();
            format!("{} ({}, agent {}){purpose}", it.label, it.role, it.agent_id)
        }),
    );
    let operations = facts::operations(manifest);
    let told = |writes: bool| {
        let chosen = operations.iter().filter(move |it| facts::writes(it) == writes);
        chosen.map(|it| format!("{}: {}", facts::title(it), it.purpose)).collect::<Vec<_>>()
    };
    list(&mut text, "It may read and talk", told(false));
    list(&mut text, "It may write", told(true));
    list(
        &mut text,
        "What must be known",
        head.required_context_fields.iter().map(|field| {
            let need = if field.required { "required" } else { "optional" };
            format!("{} ({}, {need}): {}", field.name, facts::kind(field), field.description)
        }),
    );
    if let Some(automation) = &tail.automation {
        text.push_str(&format!("\n## Approval\n\n{}\n", automation.approval_policy));
    }
    let open = facts::variables(manifest).into_iter().filter(|it| it.value.is_none());
    list(&mut text, "Still to be set in the environment", open.map(|it| format!("{}: {}", it.name, it.what)));
    text
}

fn list(text: &mut String, title: &str, items: impl IntoIterator<Item = String>) {
    let items: String = items.into_iter().map(|item| format!("- {item}\n")).collect();
    if !items.is_empty() {
        text.push_str(&format!("\n## {title}\n\n{items}"));
    }
}
