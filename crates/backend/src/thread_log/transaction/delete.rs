//! Deleting threads, and all that is kept of a visitor.

use sqlx::Row as _;

use super::Transaction;
use crate::store::{self, StoreError, millis};
use crate::thread_log::{Erasure, Which};

impl Transaction<'_> {
    /// Deletes a thread with all that hangs on it. `false`: there is no such thread, or it is to stay.
    pub(super) async fn delete(&mut self, thread_id: &str, which: &Which) -> Result<bool, StoreError> {
        let lock = match which {
            Which::Of { site_id, visitor_id } => sqlx::query(
                "UPDATE threads SET updated_at = updated_at \
                 WHERE id = $1 AND site_id = $2 AND visitor_id = $3 RETURNING id",
            )
            .bind(thread_id)
            .bind(site_id)
            .bind(visitor_id),
            Which::UntouchedSince(time) => sqlx::query(
                "UPDATE threads SET updated_at = updated_at WHERE id = $1 AND updated_at < $2 RETURNING id",
            )
            .bind(thread_id)
            .bind(millis(*time)),
        };
        let found = lock.fetch_optional(&mut *self.connection).await?.is_some();
        if found {
            self.remove(thread_id).await?;
        }
        Ok(found)
    }

    /// Deletes all that is kept of a visitor, and makes the visitor's tokens void. The same for a user's keys.
    pub(super) async fn erase(&mut self, erasure: &Erasure) -> Result<(), StoreError> {
        let (site, visitor) = (erasure.site_id.as_str(), &erasure.visitor_id);
        let keys = self.lock_with_keys(site, visitor).await?;
        // The caller's own token is void too, whatever this node's clock says.
        let now = u64::try_from(self.now.unix_timestamp()).unwrap_or(0);
        let second = now.max(erasure.issued_at);
        for visitor in keys.iter().chain([visitor]) {
            self.erase_visitor(site, visitor).await?;
            store::revoke(self.connection, site, visitor, second, self.now).await?;
        }
        Ok(())
    }

    async fn erase_visitor(&mut self, site: &str, visitor: &str) -> Result<(), StoreError> {
        let threads = sqlx::query(
            "UPDATE threads SET updated_at = updated_at WHERE site_id = $1 AND visitor_id = $2 RETURNING id",
        )
        .bind(site)
        .bind(visitor)
        .fetch_all(&mut *self.connection)
        .await?;
        for thread in threads {
            self.remove(thread.try_get("id")?).await?;
        }
        for delete in [
            "DELETE FROM visitors WHERE site_id = $1 AND id = $2",
            "DELETE FROM users WHERE site_id = $1 AND id = $2",
        ] {
            sqlx::query(delete).bind(site).bind(visitor).execute(&mut *self.connection).await?;
        }
        store::forget_answers(self.connection, site, visitor).await
    }

    /// What hangs on runs and threads goes with them: the tables say so (`ON DELETE CASCADE`).
    async fn remove(&mut self, thread_id: &str) -> Result<(), StoreError> {
        let runs = sqlx::query("DELETE FROM runs WHERE thread_id = $1 RETURNING id")
            .bind(thread_id)
            .fetch_all(&mut *self.connection)
            .await?;
        for run in runs {
            self.effects.runs.insert(run.try_get("id")?, None);
        }
        sqlx::query("DELETE FROM threads WHERE id = $1")
            .bind(thread_id)
            .execute(&mut *self.connection)
            .await?;
        self.effects.gone.push(thread_id.to_owned());
        Ok(())
    }
}
