//! Events of many runs at once: a busy writer would spend its time on statements, so that all runs share them.

use std::collections::HashMap;
use std::fmt::Write as _;

use contract::agui::Event;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row as _};

use super::{Transaction, as_lines, entries};
use crate::store::{StoreError, signed, unsigned};

/// How many rows a statement may have. Few sizes, so that each is prepared once.
const ROWS: [usize; 4] = [32, 8, 2, 1];

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
            self.move_numbers(rows).await?;
            self.insert(rows).await?;
        }
        for Numbered { append, lines, last_seq, .. } in numbered {
            let entries = entries(last_seq, Some(append.run_id), lines);
            self.effects.entries.entry(append.thread_id.to_owned()).or_default().extend(entries);
            self.effects.runs.insert(append.run_id.to_owned(), Some(last_seq));
        }
        Ok(())
    }

    /// Locks runs that this life of the node has under way, and their threads, and numbers what is to be appended.
    async fn number<'b>(&mut self, appends: Vec<Append<'b>>) -> Result<Vec<Numbered<'b>>, StoreError> {
        let known = |append: &Append<'_>| self.newest(append.run_id).is_some();
        let appends: Vec<_> = appends.into_iter().filter(known).collect();
        let mut locked = HashMap::new();
        for rows in chunks(&appends) {
            let ids = (0..rows.len()).map(|row| format!("${}", row + 2)).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "SELECT r.id, r.thread_id, r.site_id, r.last_seq, t.last_seq AS newest \
                 FROM runs r JOIN threads t ON t.id = r.thread_id \
                 WHERE r.state = 'running' AND r.owner_life = $1 AND r.id IN ({ids}){}",
                self.shared.store.lock_clause("r.thread_id"),
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(&self.shared.life);
            for append in rows {
                query = query.bind(append.run_id);
            }
            for row in query.fetch_all(&mut *self.connection).await? {
                locked.insert(row.try_get::<String, _>("id")?, row);
            }
        }
        let mut numbered = Vec::with_capacity(appends.len());
        for append in appends {
            let row = locked.get(append.run_id);
            let row = match row {
                Some(row) if row.try_get::<&str, _>("thread_id")? == append.thread_id => row,
                _ => {
                    self.effects.runs.insert(append.run_id.to_owned(), None);
                    continue;
                }
            };
            let last_seq = unsigned(row.try_get("last_seq")?)?;
            if self.newest(append.run_id) != Some(last_seq) {
                // An attempt whose commit we never heard of has written them.
                self.effects.runs.insert(append.run_id.to_owned(), Some(last_seq));
                continue;
            }
            let lines = as_lines(append.events)?;
            let last_seq = unsigned(row.try_get("newest")?)? + lines.len() as u64;
            numbered.push(Numbered { append, site_id: row.try_get("site_id")?, lines, last_seq });
        }
        Ok(numbered)
    }

    /// Threads and runs have got their new numbers, and the runs' leases are renewed.
    async fn move_numbers(&mut self, rows: &[Numbered<'_>]) -> Result<(), StoreError> {
        let values = values(rows.len(), 1, |sql, [id, seq]| write!(sql, "(${id}, CAST(${seq} AS BIGINT))"));
        let threads = format!(
            "UPDATE threads SET last_seq = v.column2 FROM (VALUES {values}) AS v WHERE threads.id = v.column1"
        );
        let mut query = sqlx::query(AssertSqlSafe(threads));
        for row in rows {
            query = query.bind(row.append.thread_id).bind(signed(row.last_seq));
        }
        query.execute(&mut *self.connection).await?;

        let lease = 2 * rows.len() + 1;
        let runs = format!(
            "UPDATE runs SET last_seq = v.column2, lease_until = ${lease} FROM (VALUES {values}) AS v \
             WHERE runs.id = v.column1"
        );
        let mut query = sqlx::query(AssertSqlSafe(runs));
        for row in rows {
            query = query.bind(row.append.run_id).bind(signed(row.last_seq));
        }
        query.bind(self.lease_until()).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn insert(&mut self, rows: &[Numbered<'_>]) -> Result<(), StoreError> {
        let values = values(rows.len(), 1, |sql, [thread, site, run, from, to, bytes]| {
            write!(sql, "(${thread}, ${site}, ${run}, ${from}, ${to}, ${bytes})")
        });
        let sql = format!(
            "INSERT INTO log_batches (thread_id, site_id, run_id, seq_from, seq_to, bytes) VALUES {values}"
        );
        let mut query: Query<'_, Any, AnyArguments> = sqlx::query(AssertSqlSafe(sql));
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

/// Rows of parameters, numbered on from `first`.
fn values<const COLUMNS: usize>(
    rows: usize,
    first: usize,
    row: impl Fn(&mut String, [usize; COLUMNS]) -> std::fmt::Result,
) -> String {
    let mut sql = String::with_capacity(rows * COLUMNS * 6);
    for index in 0..rows {
        if index > 0 {
            sql.push_str(", ");
        }
        let start = first + index * COLUMNS;
        // Writing to a string doesn't fail.
        let _ = row(&mut sql, std::array::from_fn(|column| start + column));
    }
    sql
}

/// The same items in pieces of the sizes that statements have.
fn chunks<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let size = ROWS.into_iter().find(|size| *size <= rest.len())?;
        let (chunk, after) = rest.split_at(size);
        rest = after;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_in_one_chunk_and_in_order() {
        for count in [0, 1, 3, 5, 63, 64, 149] {
            let items: Vec<usize> = (0..count).collect();
            let chunks: Vec<&[usize]> = chunks(&items).collect();
            assert_eq!(chunks.concat(), items);
            assert!(chunks.iter().all(|chunk| ROWS.contains(&chunk.len())));
        }
    }

    #[test]
    fn parameters_are_numbered_on() {
        let sql = values(2, 3, |sql, [a, b]| write!(sql, "(${a}, ${b})"));
        assert_eq!(sql, "($3, $4), ($5, $6)");
    }
}
