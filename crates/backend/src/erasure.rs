//! Forgetting: one conversation, all of a visitor, or what nobody has touched for long.
//!
//! Runs are cancelled first, so that the agent platform stops as well. Then one transaction of the thread log
//! deletes, and what was deleted is taken out of the database's journal.

use std::time::Duration;

use futures_util::future::join_all;
use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::store::{Store, StoreError};
use crate::thread_log::{Erasure, ThreadLog, Which};

/// How long a cancelled run may take to end, beyond the agent's time to consent.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// How many threads are looked up at once.
const FEW: u32 = 20;

/// How often it is looked for what is kept too long.
const PERIOD: Duration = Duration::from_secs(60 * 60);

/// Deletes a visitor's thread. `false`: the visitor has no such thread.
///
/// # Errors
/// When the database can't be read or written.
pub async fn delete_thread(
    app: &App,
    site_id: &str,
    visitor_id: &str,
    thread_id: &str,
) -> Result<bool, StoreError> {
    stop_runs(app, site_id, visitor_id, Some(thread_id)).await?;
    let which = Which::Of { site_id: site_id.to_owned(), visitor_id: visitor_id.to_owned() };
    let found = app.log.delete_thread(thread_id, which).await?;
    if found {
        empty_journal(&app.store).await;
    }
    Ok(found)
}

/// Deletes all that is kept of a visitor, and of a user's keys, and makes the visitor's tokens void.
///
/// # Errors
/// When the database can't be read or written.
pub async fn erase_visitor(app: &App, erasure: Erasure) -> Result<(), StoreError> {
    let Erasure { site_id, visitor_id, .. } = &erasure;
    stop_runs(app, site_id, visitor_id, None).await?;
    for key in app.store.keys_of(site_id, visitor_id).await? {
        stop_runs(app, site_id, &key, None).await?;
    }
    app.log.erase_visitor(erasure).await?;
    empty_journal(&app.store).await;
    Ok(())
}

/// Deletes threads that nobody has touched since then, one transaction each. Returns how many.
///
/// # Errors
/// When the database can't be read or written.
pub async fn delete_untouched(
    store: &Store,
    log: &ThreadLog,
    since: OffsetDateTime,
) -> Result<usize, StoreError> {
    let mut deleted = 0;
    loop {
        let few = store.untouched_threads(since, FEW).await?;
        if few.is_empty() {
            return Ok(deleted);
        }
        for thread_id in few {
            deleted += usize::from(log.delete_thread(&thread_id, Which::UntouchedSince(since)).await?);
        }
    }
}

/// Deletes what is kept longer than `retention`, at once and then every hour, until the backend closes. Also empties
/// the journal, if an erasure could not.
pub(crate) async fn keep_house(app: App) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.closing.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Some(retention) = app.settings.store.retention {
            match delete_untouched(&app.store, &app.log, OffsetDateTime::now_utc() - retention).await {
                Ok(0) => {}
                Ok(threads) => tracing::info!(threads, "deleted conversations that were kept long enough"),
                Err(StoreError::Closed) => return,
                Err(error) => {
                    tracing::warn!(%error, "old conversations not deleted, trying again in an hour")
                }
            }
        }
        if let Err(error) = app.store.forget_expired(OffsetDateTime::now_utc()).await
            && error != StoreError::Closed
        {
            tracing::warn!(%error, "what is over is not forgotten, trying again in an hour");
        }
        empty_journal(&app.store).await;
    }
}

async fn stop_runs(
    app: &App,
    site_id: &str,
    visitor_id: &str,
    thread_id: Option<&str>,
) -> Result<(), StoreError> {
    let patience = app.settings.runs.cancel_grace + LAST_WORDS;
    let runs = app.store.running_runs(site_id, visitor_id, thread_id).await?;
    join_all(runs.iter().map(|run_id| app.runs.stop(run_id, patience))).await;
    Ok(())
}

/// What was deleted is deleted in any case: a journal that can't be emptied now is emptied later.
async fn empty_journal(store: &Store) {
    if let Err(error) = store.empty_journal().await
        && error != StoreError::Closed
    {
        tracing::warn!(%error, "deleted text may still be in the journal");
    }
}
