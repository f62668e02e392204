//! Comparing what manifests mean.

use std::collections::BTreeSet;
use std::fmt;

use manifest::Manifest;
use serde_json::{Map, Value};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Only the second manifest has it.
    Added { path: String, value: Value },
    /// Only the first one has it.
    Removed { path: String, value: Value },
    /// Both have it.
    Changed { path: String, before: Value, after: Value },
    /// Both have the same entries of a list in another order.
    Reordered { path: String, after: Vec<String> },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { path, value } => write!(f, "+ {path}: {value}"),
            Self::Removed { path, value } => write!(f, "- {path}: {value}"),
            Self::Changed { path, before, after } => write!(f, "~ {path}: {before} → {after}"),
            Self::Reordered { path, after } => write!(f, "~ {path}: now in the order {}", after.join(", ")),
        }
    }
}

/// All differences, in the order of their paths.
pub fn manifests(before: &Manifest, after: &Manifest) -> Vec<Change> {
    let mut changes = Vec::new();
    values("$", &meaning(before), &meaning(after), &mut changes);
    changes
}

/// The manifest with defaults filled in, without what only repeats or counts other members.
fn meaning(manifest: &Manifest) -> Value {
    // Writing the model can't fail: its keys are texts.
    let mut document = serde_json::to_value(manifest).unwrap_or_default();
    let assistants = document.get("assistants").cloned();
    for section in ["inputs", "siestaAi"] {
        let Some(members) = document.get_mut(section).and_then(Value::as_object_mut) else { continue };
        if members.get("assistants") == assistants.as_ref() {
            members.remove("assistants");
        }
        members.remove("requiredContextFieldCount");
        members.remove("operationCount");
    }
    document
}

fn values(path: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => objects(path, before, after, changes),
        (Value::Array(before), Value::Array(after)) => lists(path, before, after, changes),
        _ if before == after => {}
        _ => changes.push(Change::Changed {
            path: path.to_owned(),
            before: before.clone(),
            after: after.clone(),
        }),
    }
}

fn objects(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, changes: &mut Vec<Change>) {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        both(format!("{path}.{key}"), before.get(key), after.get(key), changes);
    }
}

/// Entries with a name are compared with their namesakes, wherever in the list they stand.
fn lists(path: &str, before: &[Value], after: &[Value], changes: &mut Vec<Change>) {
    let (Some(before_names), Some(after_names)) = (names(before), names(after)) else {
        for index in 0..before.len().max(after.len()) {
            both(format!("{path}[{index}]"), before.get(index), after.get(index), changes);
        }
        return;
    };
    let named = |names: &[String], list: &[Value], name: &str| {
        names.iter().position(|known| known == name).map(|index| list[index].clone())
    };
    let added = after_names.iter().filter(|name| !before_names.contains(name));
    for name in before_names.iter().chain(added) {
        let (before, after) = (named(&before_names, before, name), named(&after_names, after, name));
        both(format!("{path}[{name}]"), before.as_ref(), after.as_ref(), changes);
    }
    let common = |names: &[String], others: &[String]| -> Vec<String> {
        names.iter().filter(|name| others.contains(name)).cloned().collect()
    };
    let (first, second) = (common(&before_names, &after_names), common(&after_names, &before_names));
    if first != second && path.ends_with("assistants") {
        // The first assistant is the default.
        changes.push(Change::Reordered { path: path.to_owned(), after: second });
    }
}

fn both(path: String, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<Change>) {
    match (before, after) {
        (Some(before), Some(after)) => values(&path, before, after, changes),
        (Some(value), None) => changes.push(Change::Removed { path, value: value.clone() }),
        (None, Some(value)) => changes.push(Change::Added { path, value: value.clone() }),
        (None, None) => {}
    }
}

/// The names of a list's entries, if all have one and no two the same.
fn names(list: &[Value]) -> Option<Vec<String>> {
    let names: Vec<String> = list.iter().map(name).collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = names.iter().collect();
    (distinct.len() == names.len()).then_some(names)
}

/// What an entry is known by: an assistant's role, an operation's method and path, a field's or tool's name.
fn name(entry: &Value) -> Option<String> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    match (text("method"), text("path")) {
        (Some(method), Some(path)) => Some(format!("{method} {path}")),
        _ => text("role").or(text("name")).map(str::to_owned),
    }
}
