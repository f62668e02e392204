//! One-time tickets for the Realtime socket.

use super::Store;
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

impl Store {
    /// Makes a ticket that can be used once until `expires_at` (microseconds since the Unix epoch).
    pub async fn create_session(&self, ticket: Ticket, expires_at: i64) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        sqlx::query("DELETE FROM realtime_sessions WHERE expires_at <= ?")
            .bind(now_micros())
            .execute(&self.pool)
            .await?;
        sqlx::query("INSERT INTO realtime_sessions VALUES (?, ?, ?, ?)")
            .bind(id.to_string())
            .bind(ticket.agent.to_string())
            .bind(ticket.conversation.to_string())
            .bind(expires_at)
            .execute(&self.pool)
            .await?;
        Ok(id)
    }

    /// Uses a ticket up, and says whether it was good for exactly this agent and conversation. A
    /// second try, a late one or one for something else finds nothing.
    pub async fn consume_session(&self, id: Uuid, ticket: Ticket) -> Result<bool, sqlx::Error> {
        let query =
            "DELETE FROM realtime_sessions WHERE id = ? RETURNING agent_id, conversation_id, expires_at";
        let Some(row) = sqlx::query(query).bind(id.to_string()).fetch_optional(&self.pool).await? else {
            return Ok(false);
        };
        Ok(row.try_get::<String, _>("agent_id")? == ticket.agent.to_string()
            && row.try_get::<String, _>("conversation_id")? == ticket.conversation.to_string()
            && row.try_get::<i64, _>("expires_at")? > now_micros())
    }
}
