//! Agent operations: list, create, response.

use super::body::JsonBody;
use super::extract::Id;
use crate::AppState;
use crate::agent::contract::{Action, CREATE_TASK, Output};
use crate::agent::{Part, Prompt, answer};
use crate::error::ApiError;
use crate::knowledge::{Reading, Upload};
use crate::store::{DEFAULT_COLLECTION, Origin, Role};
use crate::wire::agent::{
    Agent, AgentResponse, CreateAgentRequest, CreateAgentResponseRequest, ResponseCitation,
};
use crate::wire::page::{Page, Paging};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// `GET /api/v1/Agent`.
pub async fn list(State(state): State<AppState>, paging: Paging) -> Result<Json<Page<Agent>>, ApiError> {
    Ok(Json(state.store().agents(&paging).await?))
}

/// `POST /api/v1/Agent`.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Agent>), ApiError> {
    let request = CreateAgentRequest::from_json(&body).map_err(ApiError::invalid)?;
    for collection in &request.collections {
        if !state.store().has_collection(*collection).await? {
            return Err(ApiError::not_found("collection_not_found", "collection"));
        }
    }
    Ok((StatusCode::CREATED, Json(state.store().create_agent(&request, &origin).await?)))
}

/// `POST /api/v1/Agent/{agentId}/response`: one message, one whole answer.
pub async fn respond(
    State(state): State<AppState>,
    id: Id,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<Json<AgentResponse>, ApiError> {
    let agent = known_agent(&state, id).await?;
    let request = CreateAgentResponseRequest::from_json(&body).map_err(ApiError::invalid)?;
    let reading = reading(&state, &agent, &request.files).await?;
    let conversation = conversation(&state, &agent, request.conversation_id, &origin).await?;
    let store = state.store();

    let earlier = store.turns(conversation).await?;
    store.add_turn(conversation, Role::User, &request.message, &origin).await?;
    let prompt = Prompt {
        agent,
        conversation,
        earlier,
        message: request.message,
        outputs: Vec::new(),
        context: request.context,
        instructions: request.instructions,
        tools: Vec::new(),
        reading,
    };
    let asks_for_contract = prompt.asks_for_contract();
    let (mut output, mut citations) = (Output::default(), Vec::new());
    let mut parts = answer(state.clone(), prompt);
    while let Some(part) = parts.recv().await {
        match part? {
            Part::Citations(all) => citations = all,
            Part::Text(piece) => output.summary.push_str(&piece),
            Part::Question(question) => output.follow_up_questions.push(question),
            Part::Records(ids) => output.siesta_record_ids.extend(ids),
            Part::Task(arguments) => output.actions_taken.push(Action {
                id: Uuid::new_v4().to_string(),
                operation: CREATE_TASK.to_owned(),
                arguments,
                status: "proposed",
                record_ids: Vec::new(),
            }),
            // A caller of this operation declares no functions, and sees no tool of the platform.
            Part::Call { .. } | Part::ToolStarted { .. } | Part::ToolCompleted { .. } => {}
        }
    }
    let response = if asks_for_contract { output.to_json() } else { output.summary };
    let message = state.store().add_turn(conversation, Role::Assistant, &response, &origin).await?;

    let citation =
        |it: crate::wire::Citation| ResponseCitation { title: it.title, url: it.url, snippet: it.snippet };
    Ok(Json(AgentResponse {
        conversation_id: conversation.to_string(),
        message_id: message.to_string(),
        response,
        citations: citations.into_iter().map(citation).collect(),
    }))
}

/// The agent that a path names, if there is one.
pub async fn known_agent(state: &AppState, Id(id): Id) -> Result<Agent, ApiError> {
    let unknown = || ApiError::not_found("agent_not_found", "agent");
    state.store().agent(id.ok_or_else(unknown)?).await?.ok_or_else(unknown)
}

/// The conversation to continue, or a new one.
pub async fn conversation(
    state: &AppState,
    agent: &Agent,
    asked: Option<Uuid>,
    origin: &Origin,
) -> Result<Uuid, ApiError> {
    let (store, agent) = (state.store(), agent.id);
    match asked {
        None => Ok(store.create_conversation(agent, origin).await?),
        Some(id) if store.has_conversation(agent, id).await? => Ok(id),
        Some(_) => Err(ApiError::not_found("conversation_not_found", "conversation of this agent")),
    }
}

/// What an agent answers from, and the files that came with a message.
pub async fn reading(state: &AppState, agent: &Agent, files: &[Uuid]) -> Result<Reading, ApiError> {
    let mut reading = Reading::default();
    let named = &agent.data_source_collection_ids;
    let collections = if named.is_empty() { &vec![DEFAULT_COLLECTION] } else { named };
    for id in collections {
        reading.folder |= *id == DEFAULT_COLLECTION;
        let collection = state.store().collection(*id).await?;
        for source in collection.into_iter().flat_map(|collection| collection.sources) {
            let mut upload = upload(state, source.file_id).await?;
            upload.title = source.title.unwrap_or(upload.title);
            upload.url = source.url.unwrap_or(upload.url);
            reading.collected.push(upload);
        }
    }
    for id in files {
        reading.attached.push(upload(state, *id).await?);
    }
    Ok(reading)
}

async fn upload(state: &AppState, id: Uuid) -> Result<Upload, ApiError> {
    let file = state.store().file(id).await?;
    let file = file.ok_or_else(|| ApiError::not_found("file_not_found", "file"))?;
    let url = format!("/api/v1/File/{id}");
    Ok(Upload { path: state.files().path(id), title: file.name, url })
}
