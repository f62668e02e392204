//! Who runs what: leases of this node's runs, and the end of runs that nobody runs any more.

use std::sync::Arc;

use sqlx::Row as _;
use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::Shared;
use super::batch::Job;
use crate::store::{StoreError, millis};

/// Renews leases and ends lost runs, thrice a lease, until the log stops.
pub(super) async fn keep(shared: Arc<Shared>, queue: mpsc::WeakSender<Job>) {
    let period = shared.config.lease / 3;
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shared.stopped.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let Some(queue) = queue.upgrade() else { return };
        if let Err(error) = renew(&shared).await {
            tracing::warn!(%error, "leases not renewed, trying again");
        }
        match recover(&shared, &queue, OffsetDateTime::now_utc()).await {
            Ok(0) => {}
            Ok(lost_runs) => tracing::warn!(lost_runs, "ended runs that nobody runs any more"),
            Err(error) => tracing::warn!(%error, "lost runs not ended, trying again"),
        }
    }
}

async fn renew(shared: &Shared) -> Result<(), StoreError> {
    if shared.running().is_empty() {
        return Ok(());
    }
    let mut write = shared.store.begin().await?;
    sqlx::query("UPDATE runs SET lease_until = $1 WHERE state = 'running' AND owner_life = $2")
        .bind(millis(OffsetDateTime::now_utc() + shared.config.lease))
        .bind(&shared.life)
        .execute(write.connection())
        .await?;
    write.commit().await
}

/// See [`super::ThreadLog::recover`].
pub(super) async fn recover(
    shared: &Shared,
    queue: &mpsc::Sender<Job>,
    now: OffsetDateTime,
) -> Result<usize, StoreError> {
    let rows = sqlx::query(
        "SELECT id, thread_id FROM runs WHERE state = 'running' AND (lease_until <= $1 OR owner_node = $2)",
    )
    .bind(millis(now))
    .bind(&shared.node)
    .fetch_all(shared.store.pool())
    .await?;
    let mut lost = 0;
    for row in rows {
        let (run_id, thread_id) = (row.try_get::<String, _>("id")?, row.try_get("thread_id")?);
        if shared.running().contains_key(&run_id) {
            continue;
        }
        // The writer decides: only it knows what this node has begun since.
        let (reply, answer) = oneshot::channel();
        let job = Job::Lose { thread_id, run_id, now, reply };
        queue.send(job).await.map_err(|_| StoreError::Closed)?;
        lost += usize::from(answer.await.unwrap_or(Err(StoreError::Closed))?);
    }
    Ok(lost)
}
