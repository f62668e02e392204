//! Tasks.

use super::lists::haystack;
use super::{Origin, Store, WriteError, audit};
use crate::wire::page::{Direction, Page};
use crate::wire::task::{CreateTaskRequest, Task, TaskSearch, UpdateTaskRequest};
use crate::wire::{now_micros, rfc3339};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

impl Store {
    /// Adds a task.
    pub async fn create_task(
        &self,
        request: &CreateTaskRequest,
        origin: &Origin,
    ) -> Result<Task, sqlx::Error> {
        let now = now_micros();
        let task = Task {
            id: Uuid::new_v4().to_string(),
            workspace_id: request.workspace_id.to_string(),
            title: request.title.clone(),
            description: request.description.clone(),
            status: request.status.to_owned(),
            owner: request.owner.clone(),
            review_context: request.review_context.clone(),
            source_agent_id: request.source_agent_id.map(|id| id.to_string()),
            conversation_id: request.conversation_id.map(|id| id.to_string()),
            created_at: rfc3339(now),
            updated_at: rfc3339(now),
        };
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(&task.id)
            .bind(&task.workspace_id)
            .bind(&task.title)
            .bind(&task.description)
            .bind(&task.status)
            .bind(&task.owner)
            .bind(&task.review_context)
            .bind(&task.source_agent_id)
            .bind(&task.conversation_id)
            .bind(searched(&task))
            .bind(now)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        audit::record(&mut transaction, origin, "Task", &task.id, None, &task).await?;
        transaction.commit().await?;
        Ok(task)
    }

    /// Changes what the request names.
    pub async fn update_task(
        &self,
        id: Uuid,
        request: UpdateTaskRequest,
        origin: &Origin,
    ) -> Result<Task, WriteError> {
        let now = now_micros();
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query("SELECT * FROM tasks WHERE id = ?").bind(id.to_string());
        let row = row.fetch_optional(&mut *transaction).await?.ok_or(WriteError::Unknown)?;
        let old = read(&row)?;
        let new = Task {
            workspace_id: request.workspace_id.map_or_else(|| old.workspace_id.clone(), |id| id.to_string()),
            title: request.title.unwrap_or_else(|| old.title.clone()),
            description: request.description.or_else(|| old.description.clone()),
            status: request.status.map_or_else(|| old.status.clone(), str::to_owned),
            owner: request.owner.or_else(|| old.owner.clone()),
            review_context: request.review_context.or_else(|| old.review_context.clone()),
            updated_at: rfc3339(now),
            ..old.clone()
        };
        sqlx::query(
            "UPDATE tasks SET workspace_id = ?, title = ?, description = ?, status = ?, owner = ?,
             review_context = ?, search = ?, updated_at = ? WHERE id = ?",
        )
        .bind(&new.workspace_id)
        .bind(&new.title)
        .bind(&new.description)
        .bind(&new.status)
        .bind(&new.owner)
        .bind(&new.review_context)
        .bind(searched(&new))
        .bind(now)
        .bind(&new.id)
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, origin, "Task", &new.id, Some(&old), &new).await?;
        transaction.commit().await?;
        Ok(new)
    }

    /// A page of the tasks that match.
    pub async fn tasks(&self, search: &TaskSearch) -> Result<Page<Task>, sqlx::Error> {
        const MATCHING: &str = "FROM tasks WHERE instr(search, ?1) AND (?2 IS NULL OR workspace_id = ?2)
            AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR source_agent_id = ?4)";
        let column = match search.sort_by {
            "updatedAt" => "updated_at",
            "title" => "title COLLATE NOCASE",
            "status" => "status",
            _ => "created_at",
        };
        let order = match search.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let workspace = search.workspace_id.map(|id| id.to_string());
        let agent = search.source_agent_id.map(|id| id.to_string());
        let total_count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) {MATCHING}")))
            .bind(&search.paging.search)
            .bind(&workspace)
            .bind(search.status)
            .bind(&agent)
            .fetch_one(&self.pool)
            .await?;
        let rows = format!("SELECT * {MATCHING} ORDER BY {column} {order}, rowid {order} LIMIT ?5 OFFSET ?6");
        let rows = sqlx::query(AssertSqlSafe(rows))
            .bind(&search.paging.search)
            .bind(&workspace)
            .bind(search.status)
            .bind(&agent)
            .bind(search.paging.limit)
            .bind(search.paging.offset)
            .fetch_all(&self.pool)
            .await?;
        Ok(Page { items: rows.iter().map(read).collect::<Result<_, _>>()?, total_count })
    }

    /// One task.
    pub async fn task(&self, id: Uuid) -> Result<Option<Task>, sqlx::Error> {
        let query = sqlx::query("SELECT * FROM tasks WHERE id = ?").bind(id.to_string());
        query.fetch_optional(&self.pool).await?.as_ref().map(read).transpose()
    }
}

fn searched(task: &Task) -> String {
    let optional = [&task.description, &task.owner, &task.review_context].map(Option::as_deref);
    haystack(&[&[Some(task.title.as_str())], optional.as_slice()].concat())
}

fn read(row: &SqliteRow) -> Result<Task, sqlx::Error> {
    Ok(Task {
        id: row.try_get("id")?,
        workspace_id: row.try_get("workspace_id")?,
        title: row.try_get("title")?,
        description: row.try_get("description")?,
        status: row.try_get("status")?,
        owner: row.try_get("owner")?,
        review_context: row.try_get("review_context")?,
        source_agent_id: row.try_get("source_agent_id")?,
        conversation_id: row.try_get("conversation_id")?,
        created_at: rfc3339(row.try_get("created_at")?),
        updated_at: rfc3339(row.try_get("updated_at")?),
    })
}
