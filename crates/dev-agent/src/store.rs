//! Agents, conversations and one-time tickets, in SQLite.

mod sessions;
mod turns;

pub use sessions::Ticket;
pub use turns::{Role, Turn};

use crate::error::StartError;
use crate::wire::agent::{Agent, CreateAgentRequest};
use crate::wire::{now_micros, rfc3339};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{Row, raw_sql};
use std::path::Path;
use uuid::Uuid;

/// Rises when `SCHEMA` changes.
const FORMAT: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS agents (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
    instructions TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents (id), created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS turns (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    role TEXT NOT NULL, text TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS turns_of_conversation ON turns (conversation_id, position);
CREATE TABLE IF NOT EXISTS realtime_sessions (
    id TEXT PRIMARY KEY, agent_id TEXT NOT NULL, conversation_id TEXT NOT NULL, expires_at INTEGER NOT NULL
);
PRAGMA user_version = 1;
";

/// The database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens or makes the database file, in memory without one, and makes sure that the default
    /// agent exists.
    pub async fn open(path: Option<&Path>, default_agent: Uuid) -> Result<Self, StartError> {
        let name = path.map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string());
        let failed = |source| StartError::Database { path: name.clone(), source };
        let options = SqliteConnectOptions::new().foreign_keys(true);
        let options = match path {
            Some(path) => options.filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal),
            None => options.in_memory(true),
        };
        // One connection that never retires: an in-memory database lives as long as its connection,
        // and this program has no load that would need two.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options).await.map_err(failed)?;

        let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&pool).await.map_err(failed)?;
        if found != 0 && found != FORMAT {
            return Err(StartError::DatabaseFormat { path: name, found, expected: FORMAT });
        }
        raw_sql(SCHEMA).execute(&pool).await.map_err(failed)?;
        let store = Self { pool };
        store.insert_default_agent(default_agent).await.map_err(failed)?;
        Ok(store)
    }

    /// Closes the database once running queries are done.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn insert_default_agent(&self, id: Uuid) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT OR IGNORE INTO agents VALUES (?, ?, ?, '', ?)")
            .bind(id.to_string())
            .bind("Documentation assistant")
            .bind("Answers from the documentation, with citations.")
            .bind(now_micros())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Adds an agent.
    pub async fn create_agent(&self, request: &CreateAgentRequest) -> Result<Agent, sqlx::Error> {
        let created_at = now_micros();
        let agent = Agent {
            id: Uuid::new_v4().to_string(),
            name: request.name.clone(),
            description: request.description.clone().unwrap_or_default(),
            created_at: rfc3339(created_at),
        };
        sqlx::query("INSERT INTO agents VALUES (?, ?, ?, ?, ?)")
            .bind(&agent.id)
            .bind(&agent.name)
            .bind(&agent.description)
            .bind(request.instructions.as_deref().unwrap_or_default())
            .bind(created_at)
            .execute(&self.pool)
            .await?;
        Ok(agent)
    }

    /// A page of the agents whose name or description contains `search` (all when empty), oldest
    /// first, and how many there are in all.
    pub async fn agents(
        &self,
        search: &str,
        limit: u32,
        offset: u32,
    ) -> Result<(Vec<Agent>, i64), sqlx::Error> {
        // instr, not LIKE: what a caller types has no wildcards.
        let total = sqlx::query_scalar(
            "SELECT count(*) FROM agents WHERE ?1 = '' OR instr(lower(name || char(10) || description), lower(?1))",
        );
        let total: i64 = total.bind(search).fetch_one(&self.pool).await?;
        let rows = sqlx::query(
            "SELECT id, name, description, created_at FROM agents
             WHERE ?1 = '' OR instr(lower(name || char(10) || description), lower(?1))
             ORDER BY created_at, id LIMIT ?2 OFFSET ?3",
        );
        let rows = rows.bind(search).bind(limit).bind(offset).fetch_all(&self.pool).await?;
        Ok((rows.iter().map(agent_of).collect::<Result<_, _>>()?, total))
    }

    /// Whether there is such an agent.
    pub async fn has_agent(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM agents WHERE id = ?)");
        query.bind(id.to_string()).fetch_one(&self.pool).await
    }
}

fn agent_of(row: &SqliteRow) -> Result<Agent, sqlx::Error> {
    Ok(Agent {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        created_at: rfc3339(row.try_get("created_at")?),
    })
}
