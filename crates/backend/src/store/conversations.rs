//! The agent platform's own id of a thread's conversation with an agent: sent along, it continues there.

use sqlx::Row as _;

use super::{Store, StoreError};

impl Store {
    /// The conversation that a thread has with an agent. The caller has checked whose thread it is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn upstream_conversation(
        &self,
        thread_id: &str,
        agent_id: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT conversation_id FROM upstream_conversations WHERE thread_id = $1 AND agent_id = $2",
        )
        .bind(thread_id)
        .bind(agent_id)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| row.try_get("conversation_id")).transpose()?)
    }

    /// Keeps the conversation that a thread has with an agent, in the place of an earlier one. Nothing is kept for an
    /// unknown thread.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn set_upstream_conversation(
        &self,
        thread_id: &str,
        agent_id: &str,
        conversation_id: &str,
    ) -> Result<(), StoreError> {
        let mut write = self.begin().await?;
        sqlx::query(
            "INSERT INTO upstream_conversations (site_id, thread_id, agent_id, conversation_id) \
             SELECT site_id, id, $2, $3 FROM threads WHERE id = $1 \
             ON CONFLICT (thread_id, agent_id) DO UPDATE SET conversation_id = excluded.conversation_id",
        )
        .bind(thread_id)
        .bind(agent_id)
        .bind(conversation_id)
        .execute(write.connection())
        .await?;
        write.commit().await
    }
}
