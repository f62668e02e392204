//! How a run begins: whose thread it is, whether it may, and what it brings.

use contract::agui::Event;
use sqlx::Row as _;

use super::{Begun, NewRun, Transaction};
use crate::store::{self, RunState, StoreError, millis, signed, unsigned};
use crate::thread_log::one_line;

/// Length of a thread's title, in characters.
const TITLE_CHARS: usize = 60;

/// What an agent hears of a call that its visitor left unanswered.
const NOT_ANSWERED: &str = r#"{"cancelled":true,"reason":"The visitor went on without answering."}"#;

impl Transaction<'_> {
    pub(super) async fn begin(&mut self, run: &NewRun) -> Result<Begun, StoreError> {
        let (site, visitor) = (run.site_id.as_str(), run.visitor_id.as_str());
        if store::is_void(&mut *self.connection, site, visitor, run.issued_at, &run.token_id).await? {
            return Ok(Begun::Revoked);
        }
        if let Some(begun) = self.begun_before(run).await? {
            return Ok(begun);
        }
        let (thread_id, run_id) = (run.input.thread_id.as_str(), run.input.run_id.as_str());
        let Some(last_seq) = self.own_thread(run).await? else {
            return Ok(Begun::NotFound);
        };
        // A new thread has neither runs nor calls.
        if last_seq > 0 {
            match self.active_run(thread_id).await? {
                // Another node began it while we waited for the thread.
                Some(active) if active == run_id => return Err(taken()),
                Some(active) => return Ok(Begun::Active { run_id: active }),
                None => {}
            }
            if !self.take_tool_answers(run).await? {
                return Ok(Begun::NotPending);
            }
        }
        let first_seq = last_seq + 1;
        let inserted = sqlx::query(
            "INSERT INTO runs (id, site_id, thread_id, body_hash, state, first_seq, last_seq, \
             owner_node, owner_life, lease_until, created_at) \
             VALUES ($1, $2, $3, $4, 'running', $5, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        )
        .bind(run_id)
        .bind(&run.site_id)
        .bind(thread_id)
        .bind(&run.body_hash[..])
        .bind(signed(first_seq))
        .bind(&self.shared.node)
        .bind(&self.shared.life)
        .bind(self.lease_until())
        .bind(millis(self.now))
        .execute(&mut *self.connection)
        .await?;
        if inserted.rows_affected() == 0 {
            // Another node used it for another thread since we looked.
            return Err(taken());
        }
        let event = Event::run_started(run.input.clone());
        let seq =
            self.write_events(thread_id, &run.site_id, Some(run_id), std::slice::from_ref(&event)).await?;
        self.effects.runs.insert(run_id.to_owned(), Some(seq));
        Ok(Begun::Started { first_seq: seq })
    }

    async fn active_run(&mut self, thread_id: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT id FROM runs WHERE thread_id = $1 AND state = 'running'")
            .bind(thread_id)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(row.map(|row| row.try_get("id")).transpose()?)
    }

    /// Whether the run id is taken, and by what.
    async fn begun_before(&mut self, run: &NewRun) -> Result<Option<Begun>, StoreError> {
        let row = sqlx::query(
            "SELECT r.thread_id, r.body_hash, r.first_seq, r.state, r.owner_life, \
             t.site_id, t.visitor_id \
             FROM runs r JOIN threads t ON t.id = r.thread_id WHERE r.id = $1",
        )
        .bind(&run.input.run_id)
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let text = |column| row.try_get::<&str, _>(column);
        if text("site_id")? != run.site_id || text("visitor_id")? != run.visitor_id {
            return Ok(Some(Begun::NotFound));
        }
        if row.try_get::<&[u8], _>("body_hash")? != run.body_hash || text("thread_id")? != run.input.thread_id
        {
            return Ok(Some(Begun::Conflict));
        }
        let first_seq = unsigned(row.try_get("first_seq")?)?;
        let ours = text("owner_life")? == self.shared.life && text("state")? == RunState::Running.as_str();
        let run_id = &run.input.run_id;
        if self.retried
            && ours
            && self.newest(run_id).is_none()
            && self.newest_stored(&run.input.thread_id, run_id).await? == Some(first_seq)
        {
            // Ours from an attempt whose commit we never heard of: nobody runs it yet.
            self.effects.runs.insert(run_id.clone(), Some(first_seq));
            return Ok(Some(Begun::Started { first_seq }));
        }
        Ok(Some(Begun::Same { first_seq }))
    }

    /// Stores the results that the run brings, and closes all other calls that wait. `false`: a result answers
    /// nothing that waits, and nothing was changed.
    async fn take_tool_answers(&mut self, run: &NewRun) -> Result<bool, StoreError> {
        let thread_id = &run.input.thread_id;
        let outputs = match &run.tool_answers {
            None => &[],
            Some(answers) => {
                let (agent, outputs) = (&answers.agent_id, &answers.outputs);
                if !store::are_pending(self.connection, thread_id, agent, outputs).await? {
                    return Ok(false);
                }
                &outputs[..]
            }
        };
        store::answer(self.connection, thread_id, outputs, NOT_ANSWERED).await?;
        Ok(true)
    }

    /// Makes the thread, or locks it if it is the visitor's. Returns its newest number, `None` when it is somebody
    /// else's.
    async fn own_thread(&mut self, run: &NewRun) -> Result<Option<u64>, StoreError> {
        if run.tool_answers.is_some() {
            return self.lock_own_thread(run).await;
        }
        let message = run.input.newest_user_message();
        let row = sqlx::query(
            "INSERT INTO threads (id, site_id, visitor_id, title, last_seq, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, 0, $5, $5) \
             ON CONFLICT (id) DO UPDATE SET updated_at = threads.updated_at \
             WHERE threads.site_id = excluded.site_id AND threads.visitor_id = excluded.visitor_id \
             RETURNING last_seq",
        )
        .bind(&run.input.thread_id)
        .bind(&run.site_id)
        .bind(&run.visitor_id)
        .bind(message.map(|message| title(&message.as_text())).unwrap_or_default())
        .bind(millis(self.now))
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(|row| unsigned(row.try_get("last_seq")?)).transpose()
    }

    /// Locks the thread if it exists and is the visitor's.
    async fn lock_own_thread(&mut self, run: &NewRun) -> Result<Option<u64>, StoreError> {
        let row = sqlx::query(
            "UPDATE threads SET updated_at = updated_at \
             WHERE id = $1 AND site_id = $2 AND visitor_id = $3 RETURNING last_seq",
        )
        .bind(&run.input.thread_id)
        .bind(&run.site_id)
        .bind(&run.visitor_id)
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(|row| unsigned(row.try_get("last_seq")?)).transpose()
    }
}

/// Another node took the run id meanwhile: what this attempt wrote is undone, and the next one finds its run.
fn taken() -> StoreError {
    StoreError::unavailable("a run id was used twice at once", "it is tried again by itself")
}

/// The beginning of a message, on one line.
fn title(message: &str) -> String {
    let line = one_line(message);
    match line.char_indices().nth(TITLE_CHARS) {
        Some((end, _)) => line[..end].trim_end().to_owned() + "…",
        None => line,
    }
}
