//! What is only spelt differently is no difference.

use serde_json::{Map, Value, json};

use super::{against, ours};

fn check(other: Value) {
    let comparison = against(other);
    assert_eq!(comparison.differences, vec![]);
    assert_eq!(comparison.only_there, Vec::<String>::new());
}

/// Changes every object, from the inside to the outside.
fn change(value: &mut Value, with: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|value| change(value, with));
            with(members);
        }
        Value::Array(items) => items.iter_mut().for_each(|value| change(value, with)),
        _ => {}
    }
}

#[test]
fn our_own_document_is_the_same() {
    check(ours());
}

#[test]
fn order_makes_no_difference() {
    let mut other = ours();
    change(&mut other, &mut |members| {
        for key in ["required", "enum", "parameters"] {
            if let Some(Value::Array(items)) = members.get_mut(key) {
                items.reverse();
            }
        }
    });
    assert_ne!(other, ours());
    check(other);
}

#[test]
fn references_make_no_difference() {
    let root = ours();
    let mut other = root.clone();
    // Each round takes references one level further in; the document has no schema that contains itself.
    for _ in 0..8 {
        change(&mut other["paths"], &mut |members| {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let target = root.pointer(&reference[1..]).unwrap();
                *members = target.as_object().unwrap().clone();
            }
        });
    }
    assert!(!other["paths"].to_string().contains("\"$ref\":\"#/components/schemas/Task\""));
    check(other);
}

#[test]
fn words_for_people_make_no_difference() {
    let mut other = ours();
    change(&mut other, &mut |members| {
        for key in ["description", "summary", "operationId", "tags", "example", "links"] {
            let is_text = members.get(key).is_some_and(|it| it.is_string());
            if is_text || ["tags", "example", "links"].contains(&key) && !members.contains_key("type") {
                members.remove(key);
            }
        }
    });
    check(other);
}

#[test]
fn null_may_be_written_as_in_openapi_3_1() {
    let mut other = ours();
    other["openapi"] = json!("3.1.0");
    change(&mut other, &mut |members| {
        if members.get("nullable") == Some(&json!(true)) {
            members.remove("nullable");
            let kind = members["type"].clone();
            members.insert("type".into(), json!([kind, "null"]));
        }
    });
    check(other);
}

#[test]
fn wrapped_references_make_no_difference() {
    let mut other = ours();
    change(&mut other["components"]["schemas"], &mut |members| {
        if members.contains_key("$ref") {
            let reference = Value::Object(std::mem::take(members));
            members.insert("allOf".into(), json!([reference]));
        }
    });
    check(other);
}

#[test]
fn credentials_may_be_parameters_of_each_operation() {
    let mut other = ours();
    other.as_object_mut().unwrap().remove("security");
    for item in other["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            if operation.get("security").is_some() {
                continue; // The socket's one-time session id is its credential.
            }
            let parameters = operation.as_object_mut().unwrap().entry("parameters").or_insert(json!([]));
            for name in ["X-Api-Key", "X-Org-Id"] {
                let header =
                    json!({"name": name, "in": "header", "required": true, "schema": {"type": "string"}});
                parameters.as_array_mut().unwrap().push(header);
            }
        }
    }
    check(other);
}

#[test]
fn more_operations_schemas_and_media_types_are_no_concern_of_ours() {
    let mut other = ours();
    other["paths"]["/api/v1/Invoice"] = json!({"get": {"responses": {"200": {"description": "All."}}}});
    other["components"]["schemas"]["Invoice"] = json!({"type": "object"});
    let content = other.pointer_mut("/paths/~1api~1v1~1Task/post/requestBody/content").unwrap();
    content["text/json"] = content["application/json"].clone();
    let comparison = against(other);
    assert_eq!(comparison.differences, vec![]);
    assert_eq!(comparison.only_there, ["GET /api/v1/Invoice"]);
}
