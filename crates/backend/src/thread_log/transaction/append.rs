//! Events of many runs at once: a busy writer would spend its time on statements, so that all runs share them.

use std::collections::HashMap;
use std::fmt::Write as _;

use contract::agui::Event;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row as _};

use super::rows::{chunks, values};
use super::{Transaction, as_lines, entries};
use crate::store::{StoreError, signed, unsigned};

/// Events to append to a run.
pub(super) struct Append<'b> {
    pub(super) thread_id: &'b str,
    pub(super) run_id: &'b str,
    pub(super) events: &'b [Event],
}

/// An append that has its numbers.
struct Numbered<'b> {
    append: Append<'b>,
    site_id: String,
    lines: Vec<String>,
    last_seq: u64,
}

impl Numbered<'_> {
    fn first_seq(&self) -> u64 {
        self.last_seq + 1 - self.lines.len() as u64
    }
}

impl Transaction<'_> {
    /// Appends to runs of different threads; those that are over are left out.
    pub(super) async fn append_all(&mut self, appends: Vec<Append<'_>>) -> Result<(), StoreError> {
        let numbered = self.number(appends).await?;
        for rows in chunks(&numbered) {
            self.insert(rows).await?;
        }
        for Numbered { append, lines, last_seq, .. } in numbered {
            let entries = entries(last_seq, Some(append.run_id), lines);
            self.effects.entries.entry(append.thread_id.to_owned()).or_default().extend(entries);
            self.effects.runs.insert(append.run_id.to_owned(), Some(last_seq));
        }
        Ok(())
    }

    /// Numbers what is to be appended to runs that this life of the node has under way, and locks their threads.
    async fn number<'b>(&mut self, appends: Vec<Append<'b>>) -> Result<Vec<Numbered<'b>>, StoreError> {
        let mut wanted = Vec::with_capacity(appends.len());
        for append in appends {
            if self.newest(append.run_id).is_some() && !(self.retried && self.is_written(&append).await?) {
                wanted.push((as_lines(append.events)?, append));
            }
        }
        let mut moved = HashMap::new();
        for rows in chunks(&wanted) {
            self.move_numbers(rows, &mut moved).await?;
        }
        let mut numbered = Vec::with_capacity(wanted.len());
        for (lines, append) in wanted {
            match moved.remove(append.thread_id) {
                Some((site_id, last_seq)) => numbered.push(Numbered { append, site_id, lines, last_seq }),
                None => drop(self.effects.runs.insert(append.run_id.to_owned(), None)),
            }
        }
        Ok(numbered)
    }

    /// Whether an attempt whose commit we never heard of has written it.
    async fn is_written(&mut self, append: &Append<'_>) -> Result<bool, StoreError> {
        let newest = self.newest_stored(append.thread_id, append.run_id).await?;
        let is_written = newest.is_some() && newest != self.newest(append.run_id);
        if is_written {
            self.effects.runs.insert(append.run_id.to_owned(), newest);
        }
        Ok(is_written)
    }

    /// Gives threads the numbers of their new events, where the run may still write. Notes site and newest number.
    async fn move_numbers(
        &mut self,
        rows: &[(Vec<String>, Append<'_>)],
        moved: &mut HashMap<String, (String, u64)>,
    ) -> Result<(), StoreError> {
        let values = values(rows.len(), 1, |sql, [thread, run, count]| {
            write!(sql, "(${thread}, ${run}, CAST(${count} AS BIGINT))")
        });
        let life = 3 * rows.len() + 1;
        let sql = format!(
            "UPDATE threads SET last_seq = last_seq + new.events FROM \
             (SELECT v.column1 AS thread, v.column3 AS events FROM (VALUES {values}) AS v \
             JOIN runs r ON r.id = v.column2 AND r.thread_id = v.column1 \
             WHERE r.state = 'running' AND r.owner_life = ${life}) AS new \
             WHERE id = new.thread RETURNING id, site_id, last_seq"
        );
        let mut query = sqlx::query(AssertSqlSafe(self.shared.store.in_order(sql)));
        for (lines, append) in rows {
            query = query.bind(append.thread_id).bind(append.run_id).bind(signed(lines.len() as u64));
        }
        for row in query.bind(&self.shared.life).fetch_all(&mut *self.connection).await? {
            let last_seq = unsigned(row.try_get("last_seq")?)?;
            moved.insert(row.try_get("id")?, (row.try_get("site_id")?, last_seq));
        }
        Ok(())
    }

    async fn insert(&mut self, rows: &[Numbered<'_>]) -> Result<(), StoreError> {
        let values = values(rows.len(), 1, |sql, [thread, site, run, from, to, bytes]| {
            write!(sql, "(${thread}, ${site}, ${run}, ${from}, ${to}, ${bytes})")
        });
        let sql = format!(
            "INSERT INTO log_batches (thread_id, site_id, run_id, seq_from, seq_to, bytes) VALUES {values}"
        );
        let mut query: Query<'_, Any, AnyArguments> =
            sqlx::query(AssertSqlSafe(self.shared.store.in_order(sql)));
        for row in rows {
            query = query
                .bind(row.append.thread_id)
                .bind(&row.site_id)
                .bind(row.append.run_id)
                .bind(signed(row.first_seq()))
                .bind(signed(row.last_seq))
                .bind(row.lines.join("\n").into_bytes());
        }
        query.execute(&mut *self.connection).await?;
        Ok(())
    }
}
