//! Each call in scope: what it takes and what comes back.

use std::collections::BTreeMap;

use manifest::{Manifest, Operation};

use super::super::facts;
use super::shapes::Shapes;
use crate::openapi::{Document, Place};

/// What holds for every call, and then each call.
pub fn all(manifest: &Manifest, document: &Document, shapes: &mut Shapes) -> String {
    let operations = facts::operations(manifest);
    if operations.is_empty() {
        return String::new();
    }
    let mut text = "\n## Calls\n\nEvery call goes to `SIESTA_API_URL` plus its path, with these headers:\n\n\
                    ```http\nX-Api-Key: <value of SIESTA_API_KEY>\nX-Org-Id: <value of SIESTA_ORG_ID>\n```\n\n\
                    Query parameters are spelt as listed; leave out what is optional and not needed. A path \
                    parameter is put in the place of its curly brackets. Every answer has the header \
                    `X-Request-Id`: keep it, audit records have it as `correlationId`.\n"
        .to_owned();
    text.push_str(&errors(&operations, document, shapes));
    for operation in operations {
        text.push_str(&one(operation, document, shapes));
    }
    text
}

/// The errors of all calls, once.
fn errors(operations: &[&Operation], document: &Document, shapes: &mut Shapes) -> String {
    let mut meanings = BTreeMap::new();
    for place in operations.iter().filter_map(|operation| described(document, operation)) {
        for (status, response) in
            place.members("responses").into_iter().filter(|(status, _)| is_error(status))
        {
            let about = response.text("description").unwrap_or_default().to_owned();
            let headers = response.members("headers");
            let waits = headers.iter().any(|(name, _)| *name == "Retry-After");
            let wait = if waits { " Its header `Retry-After` is in seconds or an HTTP date." } else { "" };
            meanings.insert(status, format!("- {status}: {about}{wait}\n"));
        }
    }
    let Some(error) = schema(document, "ErrorResponse").filter(|_| !meanings.is_empty()) else {
        return String::new();
    };
    let kind = shapes.kind(&error);
    let lines: String = meanings.into_values().collect();
    format!(
        "\n### Errors\n\nThe body is `{kind}` as `application/json`; where it is not, the status alone \
         counts. Tell a person its `message`, and decide by status and `code`.\n\n{lines}"
    )
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

/// A schema of the document, by its name.
pub fn schema<'a>(document: &'a Document, name: &str) -> Option<Place<'a>> {
    document.root().get("components")?.get("schemas")?.get(name)
}

/// The document's description of an operation.
pub fn described<'a>(document: &'a Document, operation: &Operation) -> Option<Place<'a>> {
    let method = operation.method.as_str().to_lowercase();
    document.root().get("paths")?.get(&operation.path)?.get(&method)
}

fn one(operation: &Operation, document: &Document, shapes: &mut Shapes) -> String {
    let mut text = format!("\n### {}\n\n{}", facts::title(operation), operation.purpose);
    if facts::writes(operation) {
        text.push_str(" It writes: call it only after approval.");
    }
    text.push('\n');
    let Some(place) = described(document, operation) else {
        let inputs = operation.required_inputs.join(", ");
        text.push_str(&format!("\nNot described here: read the API's own reference. It needs {inputs}.\n"));
        return text;
    };
    if let Some(more) = place.text("description") {
        text.push_str(&format!("\n{more}\n"));
    }
    text.push('\n');
    for parameter in place.items("parameters") {
        text.push_str(&parameter_line(&parameter, shapes));
    }
    if let Some(body) = place.get("requestBody") {
        text.push_str(&body_line(&body, shapes));
    }
    let responses = place.members("responses");
    let (errors, answers): (Vec<_>, Vec<_>) = responses.into_iter().partition(|(status, _)| is_error(status));
    for (status, response) in answers {
        text.push_str(&response_line(status, &response, shapes));
    }
    let errors: Vec<&str> = errors.into_iter().map(|(status, _)| status).collect();
    if !errors.is_empty() {
        text.push_str(&format!("- errors {}\n", errors.join(", ")));
    }
    text
}

fn parameter_line(parameter: &Place<'_>, shapes: &mut Shapes) -> String {
    let (Some(name), Some(location)) = (parameter.text("name"), parameter.text("in")) else {
        return String::new();
    };
    let mark = if parameter.is("required") { "" } else { "?" };
    let (kind, limits) = match parameter.get("schema") {
        Some(schema) => (shapes.kind(&schema), shapes.comment(&schema)),
        None => ("string".into(), String::new()),
    };
    let about =
        parameter.text("description").map(|it| it.trim_end_matches('.').to_owned()).unwrap_or_default();
    let more: Vec<String> = [limits, about].into_iter().filter(|it| !it.is_empty()).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
    format!("- {location} `{name}{mark}: {kind}`{more}\n")
}

fn body_line(body: &Place<'_>, shapes: &mut Shapes) -> String {
    body.members("content")
        .iter()
        .filter_map(|(media_type, content)| {
            let kind = inline(&shapes.kind(&content.get("schema")?));
            Some(format!("- body, `Content-Type: {media_type}`: `{kind}`\n"))
        })
        .collect()
}

fn response_line(status: &str, response: &Place<'_>, shapes: &mut Shapes) -> String {
    let about = response.text("description").unwrap_or_default();
    let contents: String = response
        .members("content")
        .iter()
        .filter_map(|(media_type, content)| {
            let kind = inline(&shapes.kind(&content.get("schema")?));
            Some(format!(" `{kind}` as `{media_type}`."))
        })
        .collect();
    let more: String = response
        .members("headers")
        .iter()
        .filter(|(name, _)| *name != "X-Request-Id")
        .map(|(name, header)| format!(" Header `{name}`: {}", header.text("description").unwrap_or_default()))
        .collect();
    format!("- answer {status}: {about}{contents}{more}\n")
}

/// A shape without a name, on one line and without its comments.
fn inline(kind: &str) -> String {
    let lines = kind.lines().map(|line| line.split(" // ").next().unwrap_or_default().trim());
    lines.collect::<Vec<_>>().join(" ")
}
