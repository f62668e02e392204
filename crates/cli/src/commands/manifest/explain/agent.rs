//! The explanation for a coding agent: everything it needs, from the manifest alone.

mod calls;
mod cases;
mod contracts;
mod shapes;

use std::collections::BTreeSet;

use manifest::Manifest;
use siesta_api::openapi::ASSUMED_V1;

use super::facts;
use crate::Failure;
use crate::openapi::{Document, DocumentError};

/// Plan, environment variables, calls, shapes and test cases, as Markdown.
pub fn explain(manifest: &Manifest) -> Result<String, Failure> {
    let told = |source: DocumentError| Failure::OpenApi { name: "assumed-v1.json".into(), source };
    let document = Document::parse(ASSUMED_V1).map_err(told)?;
    let mut shapes = shapes::Shapes::default();
    let mut text = task(manifest);
    text.push_str(&environment(manifest));
    text.push_str(&calls::all(manifest, &document, &mut shapes));
    text.push_str(&contracts::all(manifest, &document, &mut shapes));
    text.push_str(&shapes.text());
    text.push_str(&fields(manifest));
    text.push_str(&cases::all(manifest, &document));
    Ok(text)
}

fn task(manifest: &Manifest) -> String {
    let (head, tail) = (manifest.head(), manifest.tail());
    let mut text = format!("# Build: {}\n\n", head.use_case);
    text.push_str(&format!("Manifest `{}`, {} contract.\n", head.name, manifest.mode().name()));
    let objective = match manifest {
        Manifest::ExternalApi(manifest) => manifest.objective.as_deref(),
        _ => None,
    };
    for (what, value) in [
        ("Objective", objective),
        ("Intent", Some(head.integration.intent.as_str())),
        ("Product", tail.product.as_deref()),
        ("Repository", tail.repository.as_deref()),
        ("Approval policy", tail.automation.as_ref().map(|it| it.approval_policy.as_str())),
        ("Secrets", head.integration.secret_handling.as_deref()),
    ] {
        if let Some(value) = value {
            text.push_str(&format!("\n{what}: {value}\n"));
        }
    }
    text.push_str("\n## Plan\n\n");
    let steps = tail.implementation_steps.iter().enumerate();
    text.extend(steps.map(|(index, step)| format!("{}. {step}\n", index + 1)));
    text.push_str("\n## Rules\n\n");
    text.extend(tail.coding_agent_instructions.iter().map(|rule| format!("- {rule}\n")));
    text.push_str("- Never write the API key into code, logs, errors, prompts or anything a browser gets.\n");
    text
}

fn environment(manifest: &Manifest) -> String {
    let rows = facts::variables(manifest).into_iter().map(|it| {
        let value = match (&it.value, it.secret) {
            (_, true) => "secret: from the environment only".to_owned(),
            (Some(value), false) => format!("`{value}`"),
            (None, false) => "ask whoever runs it".to_owned(),
        };
        format!("| `{}` | {} | {value} |\n", it.name, it.what)
    });
    let rows: String = rows.collect();
    format!("\n## Environment variables\n\n| name | what | value |\n|---|---|---|\n{rows}")
}

fn fields(manifest: &Manifest) -> String {
    let fields = &manifest.head().required_context_fields;
    if fields.is_empty() {
        return String::new();
    }
    let rows = fields.iter().map(|field| {
        let need = if field.required { "yes" } else { "no" };
        format!("| `{}` | {} | {need} | {} |\n", field.name, facts::kind(field), field.description)
    });
    let rows: String = rows.collect();
    format!(
        "\n## Required context fields\n\nCheck them before any write. Where a required one is missing or of \
         another type, make no call and ask for it. Send what is known of them as `context` with each \
         message.\n\n| name | type | required | what |\n|---|---|---|---|\n{rows}"
    )
}

/// Every word once, in the order of the alphabet.
fn distinct<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    words.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
