//! The dev agent against the checked-in OpenAPI document that the client is written from. Neither
//! shares a type with the other; the document is where they have to meet.

mod errors;
mod operations;

use crate::support::DevAgent;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The document, with every object closed: a property that it does not name is a difference.
pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        let text = include_str!("../../../siesta-api/openapi/assumed-v1.json");
        let mut document = serde_json::from_str(text).unwrap();
        close(&mut document);
        Self(document)
    }

    /// Path, method and description of an operation.
    fn operation(&self, id: &str) -> (&str, Method, &Value) {
        let all = self.0["paths"].as_object().unwrap().iter();
        let mut all = all.flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, it)| (path.as_str(), method, it))
        });
        let (path, method, operation) = all.find(|(_, _, it)| it["operationId"] == id).unwrap();
        (path, method.to_uppercase().parse().unwrap(), operation)
    }

    /// Every operation with every status that it names, `5XX` and all.
    pub fn statuses(&self) -> BTreeSet<(String, String)> {
        let paths = self.0["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|methods| methods.as_object().unwrap().values());
        let of_one = |operation: &Value| {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let statuses = operation["responses"].as_object().unwrap().keys().cloned();
            statuses.map(move |status| (id.clone(), status)).collect::<Vec<_>>()
        };
        operations.flat_map(of_one).collect()
    }

    /// A request of an operation; `path` follows `/api/v1`.
    pub fn request(&self, agent: &DevAgent, operation: &str, path: &str) -> RequestBuilder {
        let (template, method, _) = self.operation(operation);
        let path = format!("/api/v1{path}");
        let parts = |path: &str| path.split('?').next().unwrap().split('/').count();
        assert_eq!(parts(template), parts(&path), "{path} is none of {template}");
        agent.request(method, &path)
    }

    /// Checks headers, content type and body against what the document says about this status, and
    /// returns the body.
    pub async fn check(&self, operation: &str, response: Response) -> Value {
        let (_, _, described) = self.operation(operation);
        let status = response.status();
        let exact = &described["responses"][status.as_str()];
        let described =
            if exact.is_null() && status.is_server_error() { &described["responses"]["5XX"] } else { exact };
        let described = self.resolved(described);
        assert!(!described.is_null(), "{operation}: {status} is not in the document");
        for (name, header) in described["headers"].as_object().into_iter().flatten() {
            let header = self.resolved(header);
            match response.headers().get(name) {
                Some(value) => self.conforms(&header["schema"], &json!(value.to_str().unwrap()), name),
                None => assert_ne!(header["required"], true, "{operation} {status}: {name} is missing"),
            }
        }
        let (kind, content) = described["content"].as_object().unwrap().iter().next().unwrap();
        assert_eq!(response.headers()["Content-Type"], kind.as_str());
        let bytes = response.bytes().await.unwrap();
        if kind != "application/json" {
            return json!(String::from_utf8_lossy(&bytes));
        }
        let body = serde_json::from_slice(&bytes).unwrap();
        self.conforms(&content["schema"], &body, &format!("{operation} {status}"));
        body
    }

    /// Checks a value against a schema.
    pub fn conforms(&self, schema: &Value, value: &Value, what: &str) {
        let schema = json!({"allOf": [schema], "components": self.0["components"]});
        let validator = jsonschema::draft4::new(&schema).unwrap();
        let differences: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert_eq!(differences, Vec::<String>::new(), "{what}: {value}");
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }
}

/// Closes objects, and says `nullable` as JSON Schema does.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("properties").is_some_and(Value::is_object) {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            if map.remove("nullable") == Some(json!(true)) {
                let kind = map.get("type").cloned();
                map.extend(kind.map(|kind| ("type".to_owned(), json!([kind, "null"]))));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
