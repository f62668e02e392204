//! The types and the OpenAPI document say the same, both ways.
//!
//! Each schema has a sample here with every field set. Its literal names every field, so a field added to a
//! type does not compile until it is in the sample, and then fails until it is in the document.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::*;

fn text() -> String {
    "text".to_owned()
}

fn agent() -> Agent {
    Agent {
        id: Uuid::nil(),
        name: text(),
        description: Some(text()),
        created_at: Some(OffsetDateTime::UNIX_EPOCH),
        extra: Extra::new(),
    }
}

fn citation() -> Citation {
    Citation { title: text(), url: Some(text()), snippet: Some(text()), extra: Extra::new() }
}

fn context_entry() -> ContextEntry {
    ContextEntry { name: text(), value: text(), extra: Extra::new() }
}

fn tool_definition() -> ToolDefinition {
    ToolDefinition {
        kind: text(),
        name: text(),
        description: Some(text()),
        parameters: Some(json!({"type": "object"})),
        extra: Extra::new(),
    }
}

fn field_error() -> FieldError {
    FieldError { field: text(), message: text(), extra: Extra::new() }
}

#[test]
fn every_schema_of_the_document_has_its_type_and_every_type_its_schema() {
    let mut document = Document::open();
    document.check("Agent", agent());
    document.check("AgentPage", AgentPage { items: vec![agent()], total_count: 1, extra: Extra::new() });
    document.check(
        "CreateAgentRequest",
        CreateAgentRequest {
            name: text(),
            description: Some(text()),
            instructions: Some(text()),
            extra: Extra::new(),
        },
    );
    document.check(
        "CreateAgentResponseRequest",
        CreateAgentResponseRequest {
            message: text(),
            conversation_id: Some(Uuid::nil()),
            files: vec![Uuid::nil()],
            context: vec![context_entry()],
            instructions: Some(text()),
            extra: Extra::new(),
        },
    );
    document.check("ContextEntry", context_entry());
    document.check(
        "AgentResponse",
        AgentResponse {
            conversation_id: Uuid::nil(),
            message_id: Uuid::nil(),
            response: text(),
            citations: vec![citation()],
            extra: Extra::new(),
        },
    );
    document.check("Citation", citation());
    document.check(
        "CreateRealtimeSessionRequest",
        CreateRealtimeSessionRequest {
            conversation_id: Some(Uuid::nil()),
            tools: vec![tool_definition()],
            instructions: Some(text()),
            extra: Extra::new(),
        },
    );
    document.check("ToolDefinition", tool_definition());
    document.check(
        "RealtimeSession",
        RealtimeSession {
            session_id: text(),
            conversation_id: Uuid::nil(),
            web_socket_path: text(),
            expires_at: Some(OffsetDateTime::UNIX_EPOCH),
            model: Some(text()),
            extra: Extra::new(),
        },
    );
    document.check(
        "ErrorResponse",
        ErrorResponse {
            code: Some(text()),
            message: text(),
            request_id: Some(text()),
            errors: vec![field_error()],
            extra: Extra::new(),
        },
    );
    document.check("FieldError", field_error());
    assert_eq!(document.unchecked, BTreeSet::new(), "schemas without a type");
}

#[test]
fn requests_made_by_new_hold_what_the_document_requires_and_nothing_else() {
    let document = Document::open();
    let check = |name: &str, request: Value| {
        assert_eq!(names(request.as_object().unwrap()), document.required(name), "{name}");
    };
    check("CreateAgentRequest", json!(CreateAgentRequest::new("a")));
    check("CreateAgentResponseRequest", json!(CreateAgentResponseRequest::new("a")));
    check("ContextEntry", json!(ContextEntry::new("a", "b")));
    check("CreateRealtimeSessionRequest", json!(CreateRealtimeSessionRequest::new()));
    check("ToolDefinition", json!(ToolDefinition::function("a")));
}

#[test]
fn a_time_without_an_offset_is_read_as_utc() {
    let id = Uuid::nil();
    let read =
        |time: &str| serde_json::from_value::<Agent>(json!({"id": id, "name": "a", "createdAt": time}));
    assert_eq!(read("1970-01-01T00:00:00").unwrap().created_at, Some(OffsetDateTime::UNIX_EPOCH));
    assert_eq!(read("1970-01-01T02:00:00+02:00").unwrap().created_at, Some(OffsetDateTime::UNIX_EPOCH));
    assert!(read("yesterday").is_err());
}

/// The document's schemas, and which of them no type has answered for yet.
struct Document {
    schemas: Map<String, Value>,
    unchecked: BTreeSet<String>,
}

impl Document {
    fn open() -> Self {
        let document: Value = serde_json::from_str(crate::openapi::ASSUMED_V1).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap().clone();
        let unchecked = schemas.keys().cloned().collect();
        Self { schemas, unchecked }
    }

    fn required(&self, schema: &str) -> BTreeSet<String> {
        let required = self.schemas[schema]["required"].as_array().into_iter().flatten();
        required.map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    /// Compares names, required-ness and nullability, and that an unknown property survives a round trip.
    fn check<T: Serialize + DeserializeOwned>(&mut self, schema: &str, sample: T) {
        assert!(self.unchecked.remove(schema), "{schema} is not in the document, or checked twice");
        let properties = self.schemas[schema]["properties"].as_object().unwrap();
        let required = self.required(schema);
        let sample = serde_json::to_value(sample).unwrap();
        let sample = sample.as_object().unwrap();
        assert_eq!(names(sample), names(properties), "properties of {schema}");

        let reads = |object: Map<String, Value>| serde_json::from_value::<T>(Value::Object(object)).is_ok();
        for (name, property) in properties {
            assert!(conforms(&self.schemas, property, &sample[name]), "{schema}.{name} has another type");
            let mut without = sample.clone();
            without.remove(name);
            assert_eq!(!reads(without), required.contains(name), "{schema}.{name} is required");
            if property["nullable"] == true {
                let mut with_null = sample.clone();
                with_null.insert(name.clone(), Value::Null);
                assert!(reads(with_null), "{schema}.{name} is nullable");
            }
        }

        let mut newer = sample.clone();
        newer.insert("addedLater".to_owned(), json!({"kept": [1]}));
        let read: T = serde_json::from_value(Value::Object(newer.clone())).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), Value::Object(newer), "{schema} keeps the unknown");
    }
}

fn names(object: &Map<String, Value>) -> BTreeSet<String> {
    object.keys().cloned().collect()
}

/// Whether a value has the schema's JSON type, references and array items followed.
fn conforms(schemas: &Map<String, Value>, schema: &Value, value: &Value) -> bool {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/components/schemas/");
        let properties = schemas[name]["properties"].as_object().unwrap();
        return value.as_object().is_some_and(|object| names(object) == names(properties));
    }
    match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("string", Some("uuid")) => value.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok()),
        ("string", Some("date-time")) => value.as_str().is_some_and(|text| text.contains('T')),
        ("string", None) => value == "text",
        ("integer", _) => value.is_u64(),
        ("object", _) => value.is_object(),
        ("array", _) => value.as_array().is_some_and(|items| {
            !items.is_empty() && items.iter().all(|v| conforms(schemas, &schema["items"], v))
        }),
        (other, format) => panic!("the check does not know {other} {format:?}"),
    }
}
