//! What a batch locks before it writes, in an order that is every node's: visitors, then threads. Nodes that lock in one
//! order don't wait for each other in a circle.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use super::{Transaction, rows};
use crate::store::{self, StoreError};
use crate::thread_log::batch::{Batch, Step};

/// Visitors by site and id, and whether nobody else may have them.
type Visitors<'a> = BTreeMap<(&'a str, &'a str), bool>;

impl Transaction<'_> {
    /// SQLite has one writer in any case.
    pub(super) async fn lock(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if !self.shared.store.is_shared() {
            return Ok(());
        }
        for ((site, visitor), alone) in visitors(batch) {
            if alone {
                self.lock_with_keys(site, visitor).await?;
            } else {
                store::lock_visitor(&self.shared.store, self.connection, site, visitor, false).await?;
            }
        }
        self.lock_threads(batch).await
    }

    /// Locks a visitor, and the keys if it is a user, for nobody else; returns the keys. Which they are is known only
    /// then, so that they have no place in the order: where another node waits for a user and a key of theirs at once,
    /// the database breaks the circle, and the batch is written again.
    pub(super) async fn lock_with_keys(
        &mut self,
        site: &str,
        visitor: &str,
    ) -> Result<Vec<String>, StoreError> {
        store::lock_visitor(&self.shared.store, self.connection, site, visitor, true).await?;
        // From here on no login gives the user another key.
        let keys = store::keys_of(&mut *self.connection, site, visitor).await?;
        for key in &keys {
            store::lock_visitor(&self.shared.store, self.connection, site, key, true).await?;
        }
        Ok(keys)
    }

    async fn lock_threads(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut threads: Vec<&str> = batch.iter().map(|(thread_id, _)| thread_id.as_str()).collect();
        threads.dedup();
        for threads in rows::chunks(&threads) {
            let ids = rows::values(threads.len(), 1, |sql, [id]| write!(sql, "${id}"));
            let sql = format!("SELECT id FROM threads WHERE id IN ({ids}) ORDER BY id FOR UPDATE");
            let query = threads.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(*id));
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}

/// Those whose runs begin, who rate an answer, and who are erased.
fn visitors(batch: &Batch) -> Visitors<'_> {
    let mut visitors = Visitors::new();
    for (_, step) in batch {
        let (site, visitor, alone) = match step {
            Step::Begin { run, .. } => (&run.site_id, &run.visitor_id, false),
            Step::Rate { feedback, .. } => (&feedback.once.site_id, &feedback.once.visitor_id, false),
            Step::Erase { erasure, .. } => (&erasure.site_id, &erasure.visitor_id, true),
            Step::Append { .. } | Step::End { .. } | Step::Lose { .. } | Step::Delete { .. } => continue,
        };
        *visitors.entry((site, visitor)).or_default() |= alone;
    }
    visitors
}
