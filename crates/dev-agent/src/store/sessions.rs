//! One-time tickets for the Realtime socket, and what was agreed when they were made.

use super::Store;
use crate::wire::agent::ToolDefinition;
use crate::wire::now_micros;
use sqlx::Row;
use uuid::Uuid;

/// What a ticket admits to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The agent.
    pub agent: Uuid,
    /// The conversation.
    pub conversation: Uuid,
}

/// What was agreed when the ticket was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Session {
    /// Functions that the connecting side runs.
    pub tools: Vec<ToolDefinition>,
    /// Guidance for this session; may be empty.
    pub instructions: String,
}

impl Store {
    /// Makes a ticket that can be used once until `expires_at` (microseconds since the Unix epoch).
    pub async fn create_session(
        &self,
        ticket: Ticket,
        session: &Session,
        expires_at: i64,
    ) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        let tools =
            serde_json::to_string(&session.tools).map_err(|error| sqlx::Error::Encode(error.into()))?;
        sqlx::query("DELETE FROM realtime_sessions WHERE expires_at <= ?")
            .bind(now_micros())
            .execute(&self.pool)
            .await?;
        sqlx::query("INSERT INTO realtime_sessions VALUES (?, ?, ?, ?, ?, ?)")
            .bind(id.to_string())
            .bind(ticket.agent.to_string())
            .bind(ticket.conversation.to_string())
            .bind(tools)
            .bind(&session.instructions)
            .bind(expires_at)
            .execute(&self.pool)
            .await?;
        Ok(id)
    }

    /// Whether a ticket is good for exactly this agent and conversation, and not too old.
    pub async fn has_session(&self, id: Uuid, ticket: Ticket) -> Result<bool, sqlx::Error> {
        let query = "SELECT EXISTS (SELECT 1 FROM realtime_sessions
                     WHERE id = ? AND agent_id = ? AND conversation_id = ? AND expires_at > ?)";
        sqlx::query_scalar(query)
            .bind(id.to_string())
            .bind(ticket.agent.to_string())
            .bind(ticket.conversation.to_string())
            .bind(now_micros())
            .fetch_one(&self.pool)
            .await
    }

    /// Uses a ticket up, if it is good. A second try, a late one or one for something else finds
    /// nothing.
    pub async fn consume_session(&self, id: Uuid, ticket: Ticket) -> Result<Option<Session>, sqlx::Error> {
        let query = "DELETE FROM realtime_sessions
                     WHERE id = ? AND agent_id = ? AND conversation_id = ? AND expires_at > ?
                     RETURNING tools, instructions";
        let row = sqlx::query(query)
            .bind(id.to_string())
            .bind(ticket.agent.to_string())
            .bind(ticket.conversation.to_string())
            .bind(now_micros());
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let tools: &str = row.try_get("tools")?;
        let tools = serde_json::from_str(tools).map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok(Some(Session { tools, instructions: row.try_get("instructions")? }))
    }
}
