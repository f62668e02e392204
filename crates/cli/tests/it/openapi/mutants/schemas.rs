//! Changes of schemas: wherever one stands.

use serde_json::{Map, Value, json};

use super::{Change, at, token};

/// Constraints, and the types that they mean something for.
const CONSTRAINTS: [(&str, &[&str]); 8] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("pattern", &["string"]),
];

pub fn each(original: &Value, change: Change<'_>) {
    for pointer in all(original) {
        let schema = original.pointer(&pointer).unwrap().as_object().unwrap();
        if schema.contains_key("$ref") {
            continue;
        }
        value(&pointer, schema, change);
        words(&pointer, schema, change);
        constraints(&pointer, schema, change);
        if schema.contains_key("properties") {
            properties(&pointer, schema, change);
        }
        if schema.contains_key("items") {
            change("removed items", &pointer, &|document| remove(at(document, &pointer), "items"));
        }
    }
    for name in original["components"]["schemas"].as_object().unwrap().keys() {
        removed(original, name, change);
    }
    references(original, change);
}

/// The pointers of all schemas, references included.
fn all(original: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(original, "", &mut found);
    found
}

fn walk(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let holds_schemas = pointer.ends_with("/properties") || pointer == "/components/schemas";
            for (key, value) in members {
                if ["example", "x-content-schema"].contains(&key.as_str()) && !holds_schemas {
                    continue;
                }
                let inner = format!("{pointer}/{}", token(key));
                let is_schema =
                    holds_schemas || (["schema", "items"].contains(&key.as_str()) && value.is_object());
                // A property may be called "items": then it is found as a property.
                if is_schema {
                    found.push(inner.clone());
                }
                walk(value, &inner, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn value(pointer: &str, schema: &Map<String, Value>, change: Change<'_>) {
    let kind = schema["type"].as_str().unwrap();
    change("changed type", pointer, &|document| {
        at(document, pointer)["type"] = if kind == "boolean" { "string" } else { "boolean" }.into();
    });
    match schema.get("format") {
        Some(_) => {
            change("changed format", pointer, &|document| at(document, pointer)["format"] = "other".into());
            change("removed format", pointer, &|document| remove(at(document, pointer), "format"));
        }
        None => change("added format", pointer, &|document| at(document, pointer)["format"] = "other".into()),
    }
    let nullable = schema.get("nullable") == Some(&json!(true));
    change("changed nullable", pointer, &|document| at(document, pointer)["nullable"] = (!nullable).into());
    if kind == "object" {
        let closed = schema.get("additionalProperties") == Some(&json!(false));
        change(if closed { "opened object" } else { "closed object" }, pointer, &|document| {
            at(document, pointer)["additionalProperties"] = closed.into();
        });
    }
}

fn words(pointer: &str, schema: &Map<String, Value>, change: Change<'_>) {
    let Some(words) = schema.get("enum") else {
        change("added enum", pointer, &|document| at(document, pointer)["enum"] = json!(["one", "two"]));
        return;
    };
    change("removed enum", pointer, &|document| remove(at(document, pointer), "enum"));
    change("added enum value", pointer, &|document| {
        at(document, pointer)["enum"].as_array_mut().unwrap().push("added".into());
    });
    for (index, _) in words.as_array().unwrap().iter().enumerate().filter(|(_, word)| !word.is_null()) {
        change("removed enum value", pointer, &|document| {
            at(document, pointer)["enum"].as_array_mut().unwrap().remove(index);
        });
    }
}

fn constraints(pointer: &str, schema: &Map<String, Value>, change: Change<'_>) {
    for (keyword, kinds) in CONSTRAINTS {
        let Some(value) = schema.get(keyword) else {
            if !kinds.contains(&schema["type"].as_str().unwrap()) {
                continue;
            }
            let value = if keyword == "pattern" { json!("^a") } else { json!(7) };
            change("added constraint", pointer, &|document| at(document, pointer)[keyword] = value.clone());
            continue;
        };
        let other = value.as_i64().map_or(json!("^b"), |number| json!(number + 1));
        change("changed constraint", pointer, &|document| at(document, pointer)[keyword] = other.clone());
        change("removed constraint", pointer, &|document| remove(at(document, pointer), keyword));
    }
    if schema.contains_key("default") {
        change("changed default", pointer, &|document| at(document, pointer)["default"] = json!("other"));
        change("removed default", pointer, &|document| remove(at(document, pointer), "default"));
    }
}

fn properties(pointer: &str, schema: &Map<String, Value>, change: Change<'_>) {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for name in schema["properties"].as_object().unwrap().keys() {
        let place = format!("{pointer}/properties/{name}");
        let is_required = required.contains(&name.as_str());
        change("removed property", &place, &|document| {
            let schema = at(document, pointer);
            remove(&mut schema["properties"], name);
            require(schema, name, false);
        });
        change("renamed property", &place, &|document| {
            let schema = at(document, pointer);
            let property = schema["properties"].as_object_mut().unwrap().remove(name).unwrap();
            schema["properties"]["renamedByTheVendor"] = property;
            require(schema, name, false);
            require(schema, "renamedByTheVendor", is_required);
        });
        let kind = if is_required { "property no longer required" } else { "property now required" };
        change(kind, &place, &|document| require(at(document, pointer), name, !is_required));
    }
    for (kind, is_required) in [("new optional property", false), ("new required property", true)] {
        change(kind, pointer, &|document| {
            let schema = at(document, pointer);
            schema["properties"]["addedByTheVendor"] = json!({"type": "string"});
            require(schema, "addedByTheVendor", is_required);
        });
    }
}

/// Adds a name to `required`, or takes it out.
fn require(schema: &mut Value, name: &str, required: bool) {
    let members = schema.as_object_mut().unwrap();
    let names = members.entry("required").or_insert(json!([])).as_array_mut().unwrap();
    names.retain(|known| known != name);
    if required {
        names.push(name.into());
    }
}

/// Takes a whole schema away: its users refer to nothing.
fn removed(original: &Value, name: &str, change: Change<'_>) {
    let place = format!("/components/schemas/{name}");
    debug_assert!(original.pointer(&place).is_some());
    change("removed schema", &place, &|document| remove(&mut document["components"]["schemas"], name));
}

/// Lets each reference to a schema lead to another schema.
fn references(original: &Value, change: Change<'_>) {
    for pointer in all(original) {
        let Some(target) = original.pointer(&pointer).unwrap().get("$ref").and_then(Value::as_str) else {
            continue;
        };
        let other = if target.ends_with("/FieldError") { "Workspace" } else { "FieldError" };
        // What differs first is the target's own first property.
        let target = target.trim_start_matches('#').to_owned();
        let properties = original.pointer(&format!("{target}/properties")).unwrap().as_object().unwrap();
        let common = ["field", "message", "id", "name"];
        let first = properties.keys().find(|name| !common.contains(&name.as_str()));
        let Some(first) = first else { continue };
        change("other schema", &format!("{target}/properties/{first}"), &|document| {
            at(document, &pointer)["$ref"] = format!("#/components/schemas/{other}").into();
        });
    }
}

fn remove(object: &mut Value, key: &str) {
    object.as_object_mut().unwrap().remove(key).unwrap();
}
