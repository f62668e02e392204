//! Conversations: what was said, in order, and what is still missing for what was asked for.

use super::{Origin, Store, audit};
use crate::wire::now_micros;
use serde::Serialize;
use sqlx::Row;
use uuid::Uuid;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
    /// The agent, to a function: `{call_id, name, arguments}`.
    Call,
    /// A function, to the agent: `{call_id, output}`.
    Output,
}

const ROLES: &[(Role, &str)] =
    &[(Role::User, "user"), (Role::Assistant, "assistant"), (Role::Call, "call"), (Role::Output, "output")];

impl Role {
    fn name(self) -> &'static str {
        ROLES.iter().find(|(role, _)| *role == self).map_or("user", |(_, name)| name)
    }

    fn of(name: &str) -> Self {
        ROLES.iter().find(|(_, it)| *it == name).map_or(Role::User, |(role, _)| *role)
    }
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub role: Role,
    /// What, in Markdown for the agent, in JSON for a function.
    pub text: String,
}

/// A conversation as the audit log sees it: never what was said.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    agent_id: String,
    message_count: i64,
}

impl Store {
    /// Starts a conversation with an agent.
    pub async fn create_conversation(&self, agent: Uuid, origin: &Origin) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO conversations (id, agent_id, created_at) VALUES (?, ?, ?)")
            .bind(id.to_string())
            .bind(agent.to_string())
            .bind(now_micros())
            .execute(&mut *transaction)
            .await?;
        let new = Summary { agent_id: agent.to_string(), message_count: 0 };
        audit::record(&mut transaction, origin, "Conversation", &id.to_string(), None, &new).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Whether the agent has such a conversation.
    pub async fn has_conversation(&self, agent: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
        let query = "SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ? AND agent_id = ?)";
        let query = sqlx::query_scalar(query).bind(id.to_string()).bind(agent.to_string());
        query.fetch_one(&self.pool).await
    }

    /// Adds a turn and returns its id.
    pub async fn add_turn(
        &self,
        conversation: Uuid,
        role: Role,
        text: &str,
        origin: &Origin,
    ) -> Result<Uuid, sqlx::Error> {
        let id = Uuid::new_v4();
        let conversation = conversation.to_string();
        let mut transaction = self.pool.begin().await?;
        let known =
            "SELECT agent_id, (SELECT count(*) FROM turns WHERE conversation_id = conversations.id) AS turns
                     FROM conversations WHERE id = ?";
        let known = sqlx::query(known).bind(&conversation).fetch_one(&mut *transaction).await?;
        let query = "INSERT INTO turns (id, conversation_id, role, text, created_at) VALUES (?, ?, ?, ?, ?)";
        sqlx::query(query)
            .bind(id.to_string())
            .bind(&conversation)
            .bind(role.name())
            .bind(text)
            .bind(now_micros())
            .execute(&mut *transaction)
            .await?;
        let (agent_id, turns): (String, i64) = (known.try_get("agent_id")?, known.try_get("turns")?);
        let old = Summary { agent_id: agent_id.clone(), message_count: turns };
        let new = Summary { agent_id, message_count: turns + 1 };
        audit::record(&mut transaction, origin, "Conversation", &conversation, Some(&old), &new).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// All turns of a conversation, oldest first.
    pub async fn turns(&self, conversation: Uuid) -> Result<Vec<Turn>, sqlx::Error> {
        let query = "SELECT role, text FROM turns WHERE conversation_id = ? ORDER BY position";
        let rows = sqlx::query(query).bind(conversation.to_string()).fetch_all(&self.pool).await?;
        let turn = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Turn { role: Role::of(row.try_get("role")?), text: row.try_get("text")? })
        };
        rows.iter().map(turn).collect()
    }

    /// What the agent has asked back for, as JSON.
    pub async fn draft(&self, conversation: Uuid) -> Result<Option<String>, sqlx::Error> {
        let query = sqlx::query_scalar("SELECT draft FROM conversations WHERE id = ?");
        query.bind(conversation.to_string()).fetch_one(&self.pool).await
    }

    /// Keeps it, or forgets it.
    pub async fn set_draft(&self, conversation: Uuid, draft: Option<&str>) -> Result<(), sqlx::Error> {
        let query = sqlx::query("UPDATE conversations SET draft = ? WHERE id = ?");
        query.bind(draft).bind(conversation.to_string()).execute(&self.pool).await?;
        Ok(())
    }
}
