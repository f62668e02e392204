//! The types and the OpenAPI document say the same, both ways.
//!
//! Each schema has a sample here with every field set. Its literal names every field, so a field added to a
//! type does not compile until it is in the sample, and then fails until it is in the document.

mod samples;
mod schemas;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use self::samples::*;
use self::schemas::{Schemas, names, object};
use super::*;
use crate::realtime::{ClientEvent, ServerEvent, SiestaEvent, SubagentStatus, ToolOutcome};

#[test]
fn every_schema_of_the_document_has_its_type_and_every_type_its_schema() {
    let mut schemas = Schemas::open();
    schemas.check("Agent", agent());
    schemas.check("AgentPage", page(agent()));
    schemas.check("CreateAgentRequest", create_agent());
    schemas.check("CreateAgentResponseRequest", create_agent_response());
    schemas.check("ContextEntry", context_entry());
    schemas.check("AgentResponse", agent_response());
    schemas.check("Citation", citation());
    schemas.check("AgentOutput", agent_output());
    schemas.check("AgentAction", agent_action());
    schemas.check("CreateRealtimeSessionRequest", create_realtime_session());
    schemas.check("ToolDefinition", tool_definition());
    schemas.check("RealtimeSession", realtime_session());
    schemas.check("StoredFile", stored_file());
    schemas.check("DataSource", data_source());
    schemas.check("DataSourceCollection", collection());
    schemas.check("DataSourceCollectionPage", page(collection()));
    schemas.check("CreateDataSourceCollectionRequest", create_collection());
    schemas.check("UpdateDataSourceCollectionRequest", update_collection());
    schemas.check("Task", task());
    schemas.check("TaskPage", page(task()));
    schemas.check("CreateTaskRequest", create_task());
    schemas.check("UpdateTaskRequest", update_task());
    schemas.check("Connection", connection());
    schemas.check("ConnectionPage", page(connection()));
    schemas.check("Workspace", workspace());
    schemas.check("WorkspacePage", page(workspace()));
    schemas.check("AuditRecord", audit_record());
    schemas.check("AuditRecordPage", page(audit_record()));
    schemas.check("ChangedProperty", changed_property());
    schemas.check("ErrorResponse", error_response());
    schemas.check("FieldError", field_error());
    check_events(&mut schemas);
    assert_eq!(schemas.unchecked, BTreeSet::new(), "schemas without a type");
}

/// The vendor's own events, which are read by their type.
fn check_events(schemas: &mut Schemas) {
    let citation = json!({"number": 1, "title": "text", "url": "text", "snippet": "text"});
    let mut check = |schema: &str, kind: &str, properties: Value| {
        let mut sample = object(properties);
        for name in ["event_id", "response_id"] {
            sample.insert(name.to_owned(), json!("text"));
        }
        sample.insert("type".to_owned(), json!(kind));
        schemas
            .compare(schema, &sample, |event| written(ServerEvent::decode(&json!(event).to_string()).ok()?));
    };
    let started = json!({"id": "text", "name": "text", "arguments": {}});
    check("SiestaToolStartedEvent", "siesta.tool.started", started);
    let completed = json!({"id": "text", "name": "text", "status": "failed", "output": "text"});
    check("SiestaToolCompletedEvent", "siesta.tool.completed", completed);
    let requested = json!({"id": "text", "name": "text", "arguments": {}, "payloadHash": "text",
        "expiresAt": "1970-01-01T00:00:00Z"});
    check("SiestaApprovalRequestedEvent", "siesta.approval.requested", requested);
    let subagent = json!({"id": "text", "name": "text", "status": "completed", "detail": "text"});
    check("SiestaSubagentStatusEvent", "siesta.subagent.status", subagent);
    check("SiestaCitationsEvent", "siesta.citations", json!({"citations": [citation]}));
    schemas.compare("NumberedCitation", &object(citation), |citation| {
        let event = json!({"type": "siesta.citations", "citations": [citation]});
        let written = written(ServerEvent::decode(&event.to_string()).ok()?)?;
        Some(written["citations"][0].clone())
    });
    let resolve = json!({"type": "siesta.approval.resolve", "id": "text", "approved": true,
        "payloadHash": "text"});
    schemas.compare("SiestaApprovalResolveEvent", &object(resolve), |event| match serde_json::from_value::<
        ClientEvent,
    >(Value::Object(event))
    .ok()?
    {
        ClientEvent::Other(_) => None,
        event => serde_json::to_value(event).ok(),
    });
}

/// One of the vendor's events that has a type of its own, as JSON again.
fn written(event: ServerEvent) -> Option<Value> {
    let ServerEvent::Siesta(event) = event else { return None };
    match event {
        SiestaEvent::Citations(event) => serde_json::to_value(event).ok(),
        SiestaEvent::ToolStarted(event) => serde_json::to_value(event).ok(),
        SiestaEvent::ToolCompleted(event) => serde_json::to_value(event).ok(),
        SiestaEvent::ApprovalRequested(event) => serde_json::to_value(event).ok(),
        SiestaEvent::SubagentStatus(event) => serde_json::to_value(event).ok(),
        SiestaEvent::Other(_) => None,
    }
}

#[test]
fn requests_made_by_new_hold_what_the_document_requires_and_nothing_else() {
    let schemas = Schemas::open();
    let check = |name: &str, request: Value| {
        assert_eq!(names(request.as_object().unwrap()), schemas.required(name), "{name}");
    };
    check("CreateAgentRequest", json!(CreateAgentRequest::new("a")));
    check("CreateAgentResponseRequest", json!(CreateAgentResponseRequest::new("a")));
    check("ContextEntry", json!(ContextEntry::new("a", "b")));
    check("CreateRealtimeSessionRequest", json!(CreateRealtimeSessionRequest::new()));
    check("ToolDefinition", json!(ToolDefinition::function("a")));
    check("DataSource", json!(DataSource::new(Uuid::nil())));
    check("CreateDataSourceCollectionRequest", json!(CreateDataSourceCollectionRequest::new("a")));
    check("UpdateDataSourceCollectionRequest", json!(UpdateDataSourceCollectionRequest::new()));
    check("CreateTaskRequest", json!(CreateTaskRequest::new(Uuid::nil(), "a")));
    check("UpdateTaskRequest", json!(UpdateTaskRequest::new()));
}

#[test]
fn every_word_of_the_document_is_known_and_a_new_one_is_kept() {
    let schemas = Schemas::open();
    let known = |schema: &str, property: &str, is_other: fn(String) -> bool| {
        for word in schemas.words(schema, property) {
            assert!(!is_other(word.clone()), "{schema}.{property}: {word}");
        }
        assert!(is_other("later".to_owned()));
    };
    known("Task", "status", |word| matches!(TaskStatus::from(word), TaskStatus::Other(_)));
    known("AgentAction", "status", |word| matches!(ActionStatus::from(word), ActionStatus::Other(_)));
    known("SiestaToolCompletedEvent", "status", |word| {
        matches!(ToolOutcome::from(word), ToolOutcome::Other(_))
    });
    known("SiestaSubagentStatusEvent", "status", |word| {
        matches!(SubagentStatus::from(word), SubagentStatus::Other(_))
    });
    assert_eq!(json!(TaskStatus::from("later")), "later");
    assert_eq!(serde_json::from_value::<TaskStatus>(json!("inReview")).unwrap(), TaskStatus::InReview);
}

#[test]
fn an_answer_that_follows_the_contract_is_read_in_its_parts() {
    let document: Value = serde_json::from_str(crate::openapi::ASSUMED_V1).unwrap();
    let example = document["components"]["schemas"]["AgentResponse"]["example"].clone();
    let response: AgentResponse = serde_json::from_value(example).unwrap();
    let output = response.output().unwrap();
    let proposed: Vec<_> = output.proposed().map(|action| action.operation.as_str()).collect();
    assert_eq!(proposed, ["POST /api/v1/Task"]);
    assert_eq!(output.actions_taken[0].arguments["title"], "Call back");
    for text in ["Just words.", "{\"answer\": 1}", "[]", ""] {
        assert_eq!(AgentOutput::read(text), None, "{text}");
    }
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
