//! The Agent group of the External API.

use std::sync::Arc;

use uuid::Uuid;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{
    Agent, AgentPage, AgentResponse, CreateAgentRequest, CreateAgentResponseRequest,
    CreateRealtimeSessionRequest, ListAgentsRequest, RealtimeSession,
};

/// Operations on agents; see [`Client::agents`](crate::Client::agents).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct Agents<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Agents<'_> {
    /// One page of the organization's agents: `GET /api/v1/Agent`.
    pub async fn list(&self, request: ListAgentsRequest) -> Result<AgentPage, Error> {
        self.transport.json(search(&request).query("Offset", request.offset)).await
    }

    /// All agents that match, from the offset on; the limit is the size of a page.
    pub fn stream(&self, request: ListAgentsRequest) -> Items<Agent> {
        paging::items(self.transport, search(&request), request.offset)
    }

    /// Creates an agent: `POST /api/v1/Agent`.
    pub async fn create(&self, request: CreateAgentRequest) -> Result<Agent, Error> {
        self.transport.json(Call::post("create agent", "/api/v1/Agent", &request)?).await
    }

    /// Sends a message to an agent and waits for its whole answer: `POST /api/v1/Agent/{agentId}/response`.
    ///
    /// Repeated only when the first attempt surely was not processed, because an agent may act on a message.
    pub async fn respond(
        &self,
        agent_id: Uuid,
        request: CreateAgentResponseRequest,
    ) -> Result<AgentResponse, Error> {
        let path = format!("/api/v1/Agent/{agent_id}/response");
        self.transport.json(Call::post("create agent response", path, &request)?).await
    }

    /// Opens a one-time realtime session: `POST /api/v1/Agent/{agentId}/realtime-session`.
    ///
    /// Connect at once with [`Realtime::connect`](crate::realtime::Realtime::connect): the session is
    /// short-lived and used up by the first connection.
    pub async fn create_realtime_session(
        &self,
        agent_id: Uuid,
        request: CreateRealtimeSessionRequest,
    ) -> Result<RealtimeSession, Error> {
        let path = format!("/api/v1/Agent/{agent_id}/realtime-session");
        self.transport.json(Call::post("create realtime session", path, &request)?).await
    }
}

fn search(request: &ListAgentsRequest) -> Call {
    Call::get("list agents", "/api/v1/Agent")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
}
