//! What has to be tested.

use manifest::Manifest;

use super::super::facts;
use super::{calls, distinct};
use crate::openapi::Document;

/// Test cases, each with what is done and what is expected.
pub fn all(manifest: &Manifest, document: &Document) -> String {
    let operations = facts::operations(manifest);
    let mut cases = Vec::new();
    let mut failures = Vec::new();
    for operation in &operations {
        let Some(place) = calls::described(document, operation) else { continue };
        let responses = place.members("responses");
        let good = responses.iter().find(|(status, _)| status.starts_with(['1', '2']));
        if let Some((status, response)) = good {
            let about = response.text("description").unwrap_or_default();
            cases.push(format!("`{}` with valid input: {status}. {about}", facts::title(operation)));
        }
        failures.extend(responses.iter().map(|(status, _)| *status));
    }
    for status in distinct(failures) {
        cases.extend(failure(status).map(str::to_owned));
    }
    let writing: Vec<String> = operations
        .iter()
        .filter(|it| facts::writes(it))
        .map(|it| format!("`{}`", facts::title(it)))
        .collect();
    if !writing.is_empty() {
        cases.push(format!("Without approval no call is made of {}.", writing.join(", ")));
        cases.push(
            "An approved write is made exactly once, also when its answer is lost: it is then unknown."
                .into(),
        );
    }
    for field in manifest.head().required_context_fields.iter().filter(|it| it.required) {
        cases.push(format!(
            "Without `{}` ({}) no write is made, and it is asked for.",
            field.name,
            facts::kind(field)
        ));
    }
    if operations.iter().any(|it| it.path.ends_with("/response")) {
        cases.push(
            "A second message with the first one's `conversationId` continues the conversation.".into(),
        );
        cases.push("A `response` that is no JSON of the output contract is shown as text.".into());
    }
    if !operations.is_empty() {
        cases.push("The API key is in no log, error or answer to a browser.".into());
    }
    let lines: String = cases.iter().map(|case| format!("- [ ] {case}\n")).collect();
    if lines.is_empty() { lines } else { format!("\n## Test cases\n\n{lines}") }
}

fn failure(status: &str) -> Option<&'static str> {
    Some(match status {
        "400" => "400: an invalid body or parameter; each of `errors` names its `field`. Not tried again.",
        "401" => "401: a missing or wrong key. Not tried again; the message never holds the key.",
        "403" => "403: a missing or wrong organization. Not tried again.",
        "404" => "404: an id that names nothing. Not tried again.",
        "409" => "409: what is sent contradicts what is there. Not tried again.",
        "413" => "413: a body that is too large. Not tried again.",
        "415" => "415: another content type. Not tried again.",
        "429" => {
            "429: tried again no sooner than `Retry-After` (seconds or an HTTP date) says; reads only, \
                  unless the write was certainly refused."
        }
        "5XX" => {
            "5XX: reads are tried again with growing pauses and an end; a write is not, because it may have \
                  been made."
        }
        _ => return None,
    })
}
