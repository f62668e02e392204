//! The OpenAPI document as the judge of what goes over the wire.

use serde_json::{Value, json};

/// The document.
pub struct Document(Value);

impl Document {
    pub fn open() -> Self {
        let mut document = serde_json::from_str(siesta_api::openapi::ASSUMED_V1).unwrap();
        allow_null(&mut document);
        Self(document)
    }

    /// Every operation, with its id, its path and its method.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &str, &Value)> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| {
                (operation["operationId"].as_str().unwrap(), path.as_str(), method.as_str(), operation)
            })
        })
    }

    /// What is wrong with an answer of this operation; nothing if it is as documented.
    pub fn faults(&self, operation: &str, status: u16, body: &Value) -> Vec<String> {
        let (_, _, _, found) = self.operations().find(|(id, ..)| *id == operation).unwrap();
        let exact = &found["responses"][status.to_string()];
        let response =
            if exact.is_null() { &found["responses"][format!("{}XX", status / 100)] } else { exact };
        let response = match response["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.trim_start_matches('#')).unwrap(),
            None => response,
        };
        if response.is_null() {
            return vec![format!("the document has no answer {status}")];
        }
        let schema = &response["content"]["application/json"]["schema"];
        let schema = json!({"$ref": schema["$ref"], "components": self.0["components"]});
        let validator = jsonschema::validator_for(&schema).unwrap();
        validator.iter_errors(body).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }
}

/// OpenAPI 3.0 has a word of its own for what JSON Schema writes as one of several types.
fn allow_null(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("nullable") == Some(&json!(true)) {
                map["type"] = json!([map["type"], "null"]);
            }
            map.values_mut().for_each(allow_null);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_null),
        _ => {}
    }
}
