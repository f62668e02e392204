//! Calls of tools that the visitor's page runs.
//!
//! A call is pending from the moment the agent makes it until its output has been given to the agent. Its output
//! is what the page returned, what says that the visitor went on without it, or why the page was not asked.

use sqlx::{AnyConnection, Row as _};
use time::OffsetDateTime;

use super::{Store, StoreError, millis};

/// A call that an agent makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToolCall {
    /// Our own id, the one that browsers see.
    pub id: String,
    /// The agent platform's id.
    pub upstream_id: String,
    /// The tool.
    pub tool: String,
    /// What the agent gets without anybody being asked.
    pub output: Option<String>,
}

/// What the agent gets for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolOutput {
    /// Our own id of the call.
    pub id: String,
    /// The output.
    pub output: String,
}

/// An output that the agent has not heard yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UndeliveredOutput {
    /// Our own id of the call.
    pub id: String,
    /// The agent platform's id of it.
    pub upstream_id: String,
    /// The output.
    pub output: String,
}

/// Calls `c` of thread `$1` that agent `$2` waits for: those of a conversation that was given up count no more.
macro_rules! select_pending {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM client_tool_calls c JOIN upstream_conversations u ON u.thread_id = c.thread_id \
             AND u.agent_id = c.agent_id AND u.conversation_id = c.conversation_id \
             WHERE c.thread_id = $1 AND c.agent_id = $2 AND c.delivered_at IS NULL ",
            $rest
        )
    };
}

impl Store {
    /// Keeps calls that a run's agent makes in its current conversation with the thread.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn add_tool_calls(
        &self,
        thread_id: &str,
        run_id: &str,
        agent_id: &str,
        calls: &[NewToolCall],
    ) -> Result<(), StoreError> {
        let mut write = self.begin().await?;
        for call in calls {
            sqlx::query(
                "INSERT INTO client_tool_calls \
                 (id, site_id, thread_id, run_id, agent_id, conversation_id, upstream_id, tool, output) \
                 SELECT $1, site_id, thread_id, $2, agent_id, conversation_id, $3, $4, $5 \
                 FROM upstream_conversations WHERE thread_id = $6 AND agent_id = $7",
            )
            .bind(&call.id)
            .bind(run_id)
            .bind(&call.upstream_id)
            .bind(&call.tool)
            .bind(call.output.as_deref())
            .bind(thread_id)
            .bind(agent_id)
            .execute(write.connection())
            .await?;
        }
        write.commit().await
    }

    /// The tool behind a call of the visitor's thread, answered or not; `None` for unknown and foreign ones.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn called_tool(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: &str,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT c.tool FROM client_tool_calls c JOIN threads t ON t.id = c.thread_id \
             WHERE c.id = $1 AND c.thread_id = $2 AND t.site_id = $3 AND t.visitor_id = $4",
        )
        .bind(id)
        .bind(thread_id)
        .bind(site_id)
        .bind(visitor_id)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| row.try_get("tool")).transpose()?)
    }

    /// Outputs that the agent has yet to hear in its current conversation with the thread, in the order of the
    /// calls.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn undelivered_outputs(
        &self,
        thread_id: &str,
        agent_id: &str,
    ) -> Result<Vec<UndeliveredOutput>, StoreError> {
        let rows = sqlx::query(select_pending!(
            "c.id, c.upstream_id, c.output",
            "AND c.output IS NOT NULL ORDER BY c.id"
        ))
        .bind(thread_id)
        .bind(agent_id)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(UndeliveredOutput {
                    id: row.try_get("id")?,
                    upstream_id: row.try_get("upstream_id")?,
                    output: row.try_get("output")?,
                })
            })
            .collect()
    }

    /// Notes that the agent has heard these outputs: their calls are over.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn outputs_delivered(
        &self,
        outputs: &[UndeliveredOutput],
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let mut write = self.begin().await?;
        for output in outputs {
            sqlx::query("UPDATE client_tool_calls SET delivered_at = $1 WHERE id = $2")
                .bind(millis(now))
                .bind(&output.id)
                .execute(write.connection())
                .await?;
        }
        write.commit().await
    }
}

/// Whether the agent waits for all of these outputs. The thread is locked.
pub(crate) async fn are_pending(
    connection: &mut AnyConnection,
    thread_id: &str,
    agent_id: &str,
    outputs: &[ToolOutput],
) -> Result<bool, StoreError> {
    let rows =
        sqlx::query(select_pending!("c.id", "")).bind(thread_id).bind(agent_id).fetch_all(connection).await?;
    let pending = rows.iter().map(|row| row.try_get("id")).collect::<Result<Vec<&str>, _>>()?;
    Ok(outputs.iter().all(|output| pending.contains(&output.id.as_str())))
}

/// Answers calls of a thread with these outputs, and all others that wait with `otherwise`.
pub(crate) async fn answer(
    connection: &mut AnyConnection,
    thread_id: &str,
    outputs: &[ToolOutput],
    otherwise: &str,
) -> Result<(), StoreError> {
    for output in outputs {
        sqlx::query("UPDATE client_tool_calls SET output = $1 WHERE id = $2 AND thread_id = $3")
            .bind(&output.output)
            .bind(&output.id)
            .bind(thread_id)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("UPDATE client_tool_calls SET output = $1 WHERE thread_id = $2 AND output IS NULL")
        .bind(otherwise)
        .bind(thread_id)
        .execute(connection)
        .await?;
    Ok(())
}
