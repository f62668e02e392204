//! Agent operations: list, create, response.

use super::body::JsonBody;
use super::{agent_of_path, conversation};
use crate::AppState;
use crate::answer::answer;
use crate::error::ApiError;
use crate::store::Role;
use crate::wire::agent::{
    Agent, AgentListResponse, AgentResponse, CreateAgentRequest, CreateAgentResponseRequest, ResponseCitation,
};
use crate::wire::fields::FieldError;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use std::collections::BTreeMap;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 200;

/// `GET /api/v1/Agent?Limit=&Offset=&Search=`.
pub async fn list(
    State(state): State<AppState>,
    query: Result<Query<BTreeMap<String, String>>, QueryRejection>,
) -> Result<Json<AgentListResponse>, ApiError> {
    let unreadable = |error: QueryRejection| ApiError::invalid(vec![FieldError::new("", error.to_string())]);
    let Query(query) = query.map_err(unreadable)?;
    let mut errors = Vec::new();
    let limit = number(&query, "Limit", 1, LIMIT_MAX, LIMIT_DEFAULT, &mut errors);
    let offset = number(&query, "Offset", 0, u32::MAX, 0, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let search = query.get("Search").map_or("", String::as_str);
    let (items, total_count) = state.store().agents(search, limit, offset).await?;
    Ok(Json(AgentListResponse { items, total_count }))
}

fn number(
    query: &BTreeMap<String, String>,
    name: &str,
    min: u32,
    max: u32,
    default: u32,
    errors: &mut Vec<FieldError>,
) -> u32 {
    let Some(text) = query.get(name) else { return default };
    let value = text.parse().ok().filter(|value| (min..=max).contains(value));
    value.unwrap_or_else(|| {
        errors.push(FieldError::new(name, format!("must be a number from {min} to {max}")));
        default
    })
}

/// `POST /api/v1/Agent`.
pub async fn create(
    State(state): State<AppState>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Agent>), ApiError> {
    let request = CreateAgentRequest::from_json(&body).map_err(ApiError::invalid)?;
    Ok((StatusCode::CREATED, Json(state.store().create_agent(&request).await?)))
}

/// `POST /api/v1/Agent/{agentId}/response`: one message, one whole answer.
pub async fn respond(
    State(state): State<AppState>,
    Path(agent): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<AgentResponse>, ApiError> {
    let agent = agent_of_path(&state, &agent).await?;
    let request = CreateAgentResponseRequest::from_json(&body).map_err(ApiError::invalid)?;
    let conversation = conversation(&state, agent, request.conversation_id).await?;
    let store = state.store();

    let earlier = store.turns(conversation).await?;
    store.add_turn(conversation, Role::User, &request.message).await?;
    let context: Vec<String> = request.context.into_iter().map(|(_, value)| value).collect();
    let answer = answer(state.knowledge(), &earlier, &request.message, &context).await?;
    let message = store.add_turn(conversation, Role::Assistant, &answer.text).await?;

    let citation =
        |it: crate::wire::Citation| ResponseCitation { title: it.title, url: it.url, snippet: it.snippet };
    Ok(Json(AgentResponse {
        conversation_id: conversation.to_string(),
        message_id: message.to_string(),
        response: answer.text,
        citations: answer.citations.into_iter().map(citation).collect(),
    }))
}
