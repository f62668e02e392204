//! Comparing two documents, operation by operation.

mod body;
mod credentials;
mod parameters;

use std::collections::BTreeSet;

use serde::Serialize;

use super::difference::{Difference, Findings};
use super::document::{Document, Place};
use super::schema;
use credentials::Headers;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What a comparison found.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// What the documents say differently of our operations and schemas.
    pub differences: Vec<Difference>,
    /// Operations that only the other document has: no concern of ours.
    pub only_there: Vec<String>,
    /// Schemas of ours that no operation uses and the other document has not.
    pub only_here: Vec<String>,
}

/// An operation of a document.
struct Operation<'a> {
    method: &'static str,
    path: &'a str,
    item: Place<'a>,
    place: Place<'a>,
}

/// Compares our document with another one.
pub fn compare(ours: &Document, theirs: &Document) -> Comparison {
    let mut findings = Findings::default();
    let credentials = Headers::of(ours);
    let their_operations = operations(theirs);
    let mut matched = BTreeSet::new();
    for operation in operations(ours) {
        findings.of_operation(Some(operation.name()));
        match their_operations.iter().find(|other| other.is_like(&operation)) {
            Some(other) => {
                matched.insert(other.name());
                credentials::compare(ours, theirs, &credentials, (&operation, other), &mut findings);
                parameters::compare(&operation, other, &credentials, &mut findings);
                compare_operations(&operation, other, &mut findings);
            }
            None => missing(theirs, &operation, &their_operations, &mut findings),
        }
    }
    findings.of_operation(None);
    let only_here = unused_schemas(ours, theirs, &mut findings);
    let only_there =
        their_operations.iter().map(Operation::name).filter(|name| !matched.contains(name)).collect();
    Comparison { differences: findings.into_differences(), only_there, only_here }
}

fn operations(document: &Document) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    for (path, item) in document.root().members("paths") {
        for method in METHODS {
            if let Some(place) = item.get(method) {
                operations.push(Operation { method, path, item: item.clone(), place });
            }
        }
    }
    operations
}

impl<'a> Operation<'a> {
    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Whether both have the same method and the same path, whatever the path's parameters are called.
    fn is_like(&self, other: &Operation<'_>) -> bool {
        self.method == other.method && template(self.path) == template(other.path)
    }

    /// The names in the path's curly brackets.
    fn path_parameters(&self) -> Vec<&'a str> {
        self.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }
}

/// A path without the names of its parameters.
fn template(path: &str) -> String {
    let mut template = String::new();
    for (index, piece) in path.trim_end_matches('/').split('{').enumerate() {
        match piece.split_once('}').filter(|_| index > 0) {
            Some((_, rest)) => template.extend(["{}", rest]),
            None => template.push_str(piece),
        }
    }
    template
}

fn missing(theirs: &Document, operation: &Operation<'_>, others: &[Operation<'_>], findings: &mut Findings) {
    let id = operation.place.text("operationId");
    let same_path = |other: &&Operation<'_>| template(other.path) == template(operation.path);
    let moved = others
        .iter()
        .find(|other| id.is_some() && other.place.text("operationId") == id)
        .or_else(|| others.iter().find(same_path));
    let remedy = match moved {
        Some(other) => format!("if it has become {}, move it there; otherwise remove it", other.name()),
        None => "remove it, and what calls it".into(),
    };
    findings.add(&operation.place.pointer, &theirs.root(), "is not there".into(), remedy);
}

fn compare_operations(operation: &Operation<'_>, other: &Operation<'_>, findings: &mut Findings) {
    body::compare_request(&operation.place, &other.place, findings);
    body::compare_responses(&operation.place, &other.place, findings);
    if operation.place.is("deprecated") != other.place.is("deprecated") {
        let (reason, remedy) = if other.place.is("deprecated") {
            ("is deprecated there", "add \"deprecated\": true, and look for what replaces it")
        } else {
            ("is deprecated, and there it is not", "take \"deprecated\" away")
        };
        findings.add(&operation.place.pointer, &other.place, reason.into(), remedy.into());
    }
}

/// Compares the schemas that no operation leads to by their names, and returns those that only we have.
fn unused_schemas(ours: &Document, theirs: &Document, findings: &mut Findings) -> Vec<String> {
    let mut only_here = Vec::new();
    let our_components = ours.root().get("components");
    let their_components = theirs.root().get("components");
    let their_schemas = their_components.map(|it| it.members("schemas")).unwrap_or_default();
    for (name, schema) in our_components.map(|it| it.members("schemas")).unwrap_or_default() {
        if ours.uses(&schema.pointer) {
            continue;
        }
        match their_schemas.iter().find(|(other, _)| *other == name) {
            Some((_, other)) => schema::compare(&schema, other, findings),
            None => only_here.push(name.to_owned()),
        }
    }
    only_here
}
