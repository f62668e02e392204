//! Agents.

use super::lists::haystack;
use super::{Origin, Store, audit};
use crate::wire::agent::{Agent, CreateAgentRequest};
use crate::wire::page::{Page, Paging};
use crate::wire::{now_micros, rfc3339};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

impl Store {
    /// Adds an agent.
    pub async fn create_agent(
        &self,
        request: &CreateAgentRequest,
        origin: &Origin,
    ) -> Result<Agent, sqlx::Error> {
        let created_at = now_micros();
        let agent = Agent {
            id: Uuid::new_v4(),
            name: request.name.clone(),
            description: request.description.clone(),
            instructions: request.instructions.clone(),
            data_source_collection_ids: request.collections.clone(),
            created_at: rfc3339(created_at),
        };
        let collections = serde_json::to_string(&agent.data_source_collection_ids);
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO agents VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(agent.id.to_string())
            .bind(&agent.name)
            .bind(&agent.description)
            .bind(&agent.instructions)
            .bind(collections.map_err(|error| sqlx::Error::Encode(error.into()))?)
            .bind(haystack(&[Some(&agent.name), agent.description.as_deref()]))
            .bind(created_at)
            .execute(&mut *transaction)
            .await?;
        audit::record(&mut transaction, origin, "Agent", &agent.id.to_string(), None, &agent).await?;
        transaction.commit().await?;
        Ok(agent)
    }

    /// A page of the agents.
    pub async fn agents(&self, paging: &Paging) -> Result<Page<Agent>, sqlx::Error> {
        self.page("agents", paging, read).await
    }

    /// One agent.
    pub async fn agent(&self, id: Uuid) -> Result<Option<Agent>, sqlx::Error> {
        let query = sqlx::query("SELECT * FROM agents WHERE id = ?").bind(id.to_string());
        query.fetch_optional(&self.pool).await?.as_ref().map(read).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<Agent, sqlx::Error> {
    let collections: &str = row.try_get("collections")?;
    Ok(Agent {
        id: row
            .try_get::<&str, _>("id")?
            .parse()
            .map_err(|error: uuid::Error| sqlx::Error::Decode(error.into()))?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        instructions: row.try_get("instructions")?,
        data_source_collection_ids: serde_json::from_str(collections)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        created_at: rfc3339(row.try_get("created_at")?),
    })
}
