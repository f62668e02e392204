//! One value of each type with every field set.

use serde_json::{Map, json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::types::*;

pub fn text() -> String {
    "text".to_owned()
}

fn now() -> Option<OffsetDateTime> {
    Some(OffsetDateTime::UNIX_EPOCH)
}

pub fn page<T>(item: T) -> Page<T> {
    Page { items: vec![item], total_count: 1, extra: Extra::new() }
}

pub fn agent() -> Agent {
    Agent {
        id: Uuid::nil(),
        name: text(),
        description: Some(text()),
        instructions: Some(text()),
        data_source_collection_ids: vec![Uuid::nil()],
        created_at: now(),
        extra: Extra::new(),
    }
}

pub fn create_agent() -> CreateAgentRequest {
    CreateAgentRequest {
        name: text(),
        description: Some(text()),
        instructions: Some(text()),
        data_source_collection_ids: vec![Uuid::nil()],
        extra: Extra::new(),
    }
}

pub fn create_agent_response() -> CreateAgentResponseRequest {
    CreateAgentResponseRequest {
        message: text(),
        conversation_id: Some(Uuid::nil()),
        files: vec![Uuid::nil()],
        context: vec![context_entry()],
        instructions: Some(text()),
        extra: Extra::new(),
    }
}

pub fn context_entry() -> ContextEntry {
    ContextEntry { name: text(), value: text(), extra: Extra::new() }
}

pub fn agent_response() -> AgentResponse {
    AgentResponse {
        conversation_id: Uuid::nil(),
        message_id: Uuid::nil(),
        response: text(),
        citations: vec![citation()],
        extra: Extra::new(),
    }
}

pub fn citation() -> Citation {
    Citation { title: text(), url: Some(text()), snippet: Some(text()), extra: Extra::new() }
}

pub fn agent_output() -> AgentOutput {
    AgentOutput {
        summary: text(),
        actions_taken: vec![agent_action()],
        siesta_record_ids: vec![text()],
        follow_up_questions: vec![text()],
        extra: Extra::new(),
    }
}

pub fn agent_action() -> AgentAction {
    AgentAction {
        id: text(),
        operation: text(),
        arguments: Map::from_iter([("title".to_owned(), json!("text"))]),
        status: ActionStatus::Proposed,
        record_ids: vec![text()],
        extra: Extra::new(),
    }
}

pub fn create_realtime_session() -> CreateRealtimeSessionRequest {
    CreateRealtimeSessionRequest {
        conversation_id: Some(Uuid::nil()),
        tools: vec![tool_definition()],
        instructions: Some(text()),
        extra: Extra::new(),
    }
}

pub fn tool_definition() -> ToolDefinition {
    ToolDefinition {
        kind: "function".to_owned(),
        name: text(),
        description: Some(text()),
        parameters: Some(json!({"type": "object"})),
        extra: Extra::new(),
    }
}

pub fn realtime_session() -> RealtimeSession {
    RealtimeSession {
        session_id: text(),
        conversation_id: Uuid::nil(),
        web_socket_path: text(),
        expires_at: now(),
        model: Some(text()),
        extra: Extra::new(),
    }
}

pub fn stored_file() -> StoredFile {
    StoredFile {
        id: Uuid::nil(),
        name: text(),
        content_type: Some(text()),
        size: Some(1),
        created_at: now(),
        extra: Extra::new(),
    }
}

pub fn data_source() -> DataSource {
    DataSource { file_id: Uuid::nil(), title: Some(text()), url: Some(text()), extra: Extra::new() }
}

pub fn collection() -> DataSourceCollection {
    DataSourceCollection {
        id: Uuid::nil(),
        name: text(),
        description: Some(text()),
        sources: vec![data_source()],
        created_at: now(),
        updated_at: now(),
        extra: Extra::new(),
    }
}

pub fn create_collection() -> CreateDataSourceCollectionRequest {
    CreateDataSourceCollectionRequest {
        name: text(),
        description: Some(text()),
        sources: vec![data_source()],
        extra: Extra::new(),
    }
}

pub fn update_collection() -> UpdateDataSourceCollectionRequest {
    UpdateDataSourceCollectionRequest {
        name: Some(text()),
        description: Some(text()),
        sources: Some(vec![data_source()]),
        extra: Extra::new(),
    }
}

pub fn task() -> Task {
    Task {
        id: Uuid::nil(),
        workspace_id: Uuid::nil(),
        title: text(),
        description: Some(text()),
        status: TaskStatus::InReview,
        owner: Some(text()),
        review_context: Some(text()),
        source_agent_id: Some(Uuid::nil()),
        conversation_id: Some(Uuid::nil()),
        created_at: now(),
        updated_at: now(),
        extra: Extra::new(),
    }
}

pub fn create_task() -> CreateTaskRequest {
    CreateTaskRequest {
        workspace_id: Uuid::nil(),
        title: text(),
        description: Some(text()),
        status: Some(TaskStatus::InProgress),
        owner: Some(text()),
        review_context: Some(text()),
        source_agent_id: Some(Uuid::nil()),
        conversation_id: Some(Uuid::nil()),
        extra: Extra::new(),
    }
}

pub fn update_task() -> UpdateTaskRequest {
    UpdateTaskRequest {
        workspace_id: Some(Uuid::nil()),
        title: Some(text()),
        description: Some(text()),
        status: Some(TaskStatus::Done),
        owner: Some(text()),
        review_context: Some(text()),
        extra: Extra::new(),
    }
}

pub fn connection() -> Connection {
    Connection {
        id: Uuid::nil(),
        name: text(),
        kind: text(),
        status: Some("text".into()),
        created_at: now(),
        extra: Extra::new(),
    }
}

pub fn workspace() -> Workspace {
    Workspace {
        id: Uuid::nil(),
        name: text(),
        description: Some(text()),
        created_at: now(),
        extra: Extra::new(),
    }
}

pub fn audit_record() -> AuditRecord {
    AuditRecord {
        id: Uuid::nil(),
        occurred_at: OffsetDateTime::UNIX_EPOCH,
        action: "text".into(),
        entity_type: "text".into(),
        entity_id: Uuid::nil(),
        actor: Some(text()),
        correlation_id: text(),
        changed_properties: vec![changed_property()],
        extra: Extra::new(),
    }
}

pub fn changed_property() -> ChangedProperty {
    ChangedProperty { name: text(), old_value: Some(text()), new_value: Some(text()), extra: Extra::new() }
}

pub fn error_response() -> ErrorResponse {
    ErrorResponse {
        code: Some(text()),
        message: text(),
        request_id: Some(text()),
        errors: vec![field_error()],
        extra: Extra::new(),
    }
}

pub fn field_error() -> FieldError {
    FieldError { field: text(), message: text(), extra: Extra::new() }
}
