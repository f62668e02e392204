//! Conversations: what was said, in order.

use super::Store;
use crate::wire::now_micros;
use sqlx::Row;
use uuid::Uuid;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub role: Role,
    /// What, in Markdown for the agent.
    pub text: String,
}

impl Store {
    /// Starts a conversation with an agent.
    pub async fn create_conversation(&self, agent: Uuid) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        sqlx::query("INSERT INTO conversations VALUES (?, ?, ?)")
            .bind(id.to_string())
            .bind(agent.to_string())
            .bind(now_micros())
            .execute(&self.pool)
            .await?;
        Ok(id)
    }

    /// Whether the agent has such a conversation.
    pub async fn has_conversation(&self, agent: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
        let query = "SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ? AND agent_id = ?)";
        let query = sqlx::query_scalar(query).bind(id.to_string()).bind(agent.to_string());
        query.fetch_one(&self.pool).await
    }

    /// Adds a turn and returns its id.
    pub async fn add_turn(&self, conversation: Uuid, role: Role, text: &str) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        let query = "INSERT INTO turns (id, conversation_id, role, text, created_at) VALUES (?, ?, ?, ?, ?)";
        sqlx::query(query)
            .bind(id.to_string())
            .bind(conversation.to_string())
            .bind(role.name())
            .bind(text)
            .bind(now_micros())
            .execute(&self.pool)
            .await?;
        Ok(id)
    }

    /// All turns of a conversation, oldest first.
    pub async fn turns(&self, conversation: Uuid) -> Result<Vec<Turn>, sqlx::Error> {
        let query = "SELECT role, text FROM turns WHERE conversation_id = ? ORDER BY position";
        let rows = sqlx::query(query).bind(conversation.to_string()).fetch_all(&self.pool).await?;
        let turn = |row: &sqlx::sqlite::SqliteRow| {
            let user = row.try_get::<String, _>("role")? == Role::User.name();
            let role = if user { Role::User } else { Role::Assistant };
            Ok(Turn { role, text: row.try_get("text")? })
        };
        rows.iter().map(turn).collect()
    }
}
