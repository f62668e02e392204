//! Pages of things; and the lists that nothing here writes to: workspaces and connections.

use super::Store;
use crate::wire::page::{Page, Paging};
use crate::wire::record::{Connection, Workspace};
use crate::wire::rfc3339;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

/// What a search looks at: the texts, in lower case.
pub(super) fn haystack(texts: &[Option<&str>]) -> String {
    texts.iter().flatten().copied().collect::<Vec<_>>().join("\n").to_lowercase()
}

impl Store {
    /// A page of a table, oldest first.
    pub(super) async fn page<T>(
        &self,
        table: &'static str,
        paging: &Paging,
        read: impl Fn(&SqliteRow) -> Result<T, sqlx::Error>,
    ) -> Result<Page<T>, sqlx::Error> {
        // instr, not LIKE: what a caller types has no wildcards.
        let matching = format!("FROM {table} WHERE instr(search, ?1)");
        let total = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) {matching}")));
        let total_count: i64 = total.bind(&paging.search).fetch_one(&self.pool).await?;
        let rows = format!("SELECT * {matching} ORDER BY rowid LIMIT ?2 OFFSET ?3");
        let rows = sqlx::query(AssertSqlSafe(rows)).bind(&paging.search);
        let rows = rows.bind(paging.limit).bind(paging.offset).fetch_all(&self.pool).await?;
        Ok(Page { items: rows.iter().map(read).collect::<Result<_, _>>()?, total_count })
    }

    /// Whether a table has a row with this id.
    async fn has(&self, table: &'static str, id: Uuid) -> Result<bool, sqlx::Error> {
        let query = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?)");
        sqlx::query_scalar(AssertSqlSafe(query)).bind(id.to_string()).fetch_one(&self.pool).await
    }

    /// Whether there is such an agent.
    pub async fn has_agent(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        self.has("agents", id).await
    }

    /// Whether there is such a workspace.
    pub async fn has_workspace(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        self.has("workspaces", id).await
    }

    /// Whether there is such a collection.
    pub async fn has_collection(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        self.has("collections", id).await
    }

    /// Whether there is such a file.
    pub async fn has_file(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        self.has("files", id).await
    }

    /// A page of the workspaces.
    pub async fn workspaces(&self, paging: &Paging) -> Result<Page<Workspace>, sqlx::Error> {
        let read = |row: &SqliteRow| {
            Ok(Workspace {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                description: row.try_get("description")?,
                created_at: rfc3339(row.try_get("created_at")?),
            })
        };
        self.page("workspaces", paging, read).await
    }

    /// A page of the connections.
    pub async fn connections(&self, paging: &Paging) -> Result<Page<Connection>, sqlx::Error> {
        let read = |row: &SqliteRow| {
            Ok(Connection {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                kind: row.try_get("type")?,
                status: row.try_get("status")?,
                created_at: rfc3339(row.try_get("created_at")?),
            })
        };
        self.page("connections", paging, read).await
    }
}
