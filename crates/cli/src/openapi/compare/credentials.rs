//! Comparing the headers that an operation wants credentials in.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::difference::Findings;
use super::super::document::Document;
use super::Operation;

/// The headers that our document wants credentials in. Documents list them as security schemes or as
/// parameters of each operation; both mean the same.
pub(super) struct Headers(BTreeSet<String>);

impl Headers {
    pub(super) fn of(document: &Document) -> Self {
        let schemes = document.root().get("components").map(|it| it.members("securitySchemes"));
        let names = schemes.unwrap_or_default().into_iter().filter_map(|(_, scheme)| scheme.text("name"));
        Self(names.map(str::to_lowercase).collect())
    }

    pub(super) fn have(&self, header: &str) -> bool {
        self.0.contains(&header.to_lowercase())
    }
}

pub(super) fn compare(
    ours: &Document,
    theirs: &Document,
    headers: &Headers,
    (operation, other): (&Operation<'_>, &Operation<'_>),
    findings: &mut Findings,
) {
    let our_headers = wanted(ours, operation, headers);
    let their_headers = wanted(theirs, other, headers);
    for header in our_headers.difference(&their_headers) {
        let reason = format!("wants credentials in {header}, and there it does not");
        findings.add(&operation.place.pointer, &other.place, reason, "take it out of \"security\"".into());
    }
    for header in their_headers.difference(&our_headers) {
        let reason = format!("wants no credentials in {header}, and there it does");
        findings.add(&operation.place.pointer, &other.place, reason, "add it to \"security\"".into());
    }
}

/// The places of credentials, such as `header x-api-key`.
fn wanted(document: &Document, operation: &Operation<'_>, headers: &Headers) -> BTreeSet<String> {
    let root = document.root();
    let schemes = root.get("components").map(|it| it.members("securitySchemes")).unwrap_or_default();
    let requirement = operation.place.value.get("security").or_else(|| root.value.get("security"));
    // A list of alternatives; whoever follows the first one is let in.
    let names = requirement.and_then(|it| it.get(0)).and_then(Value::as_object);
    let mut wanted: BTreeSet<String> = names
        .into_iter()
        .flat_map(|names| names.keys())
        .filter_map(|name| {
            let (_, scheme) = schemes.iter().find(|(known, _)| known == name)?;
            Some(match (scheme.text("in"), scheme.text("name")) {
                (Some(location), Some(header)) => format!("{location} {}", header.to_lowercase()),
                _ => "header authorization".to_owned(),
            })
        })
        .collect();
    for parameter in operation.place.items("parameters").iter().chain(&operation.item.items("parameters")) {
        if let Some(name) = parameter.text("name").filter(|name| headers.have(name))
            && parameter.text("in") == Some("header")
        {
            wanted.insert(format!("header {}", name.to_lowercase()));
        }
    }
    wanted
}
