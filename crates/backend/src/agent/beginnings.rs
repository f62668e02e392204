//! Requests that would begin the same run go one after the other: each finds what the one before has done.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

type Turnstile = Arc<tokio::sync::Mutex<()>>;

/// Runs that are being begun here, and who waits for that. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Beginnings(Arc<Mutex<HashMap<String, Turnstile>>>);

/// The right to begin a run, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Beginning {
    // Before the other: fields drop in order.
    _passed: OwnedMutexGuard<()>,
    _waiting: Waiting,
}

/// One of those at a turnstile. The last one takes it away.
#[derive(Debug)]
struct Waiting {
    all: Beginnings,
    run_id: String,
    turnstile: Turnstile,
}

impl Beginnings {
    /// Waits until nobody else begins this run here.
    pub async fn enter(&self, run_id: &str) -> Beginning {
        let turnstile = self.lock().entry(run_id.to_owned()).or_default().clone();
        let waiting = Waiting { all: self.clone(), run_id: run_id.to_owned(), turnstile };
        let passed = waiting.turnstile.clone().lock_owned().await;
        Beginning { _passed: passed, _waiting: waiting }
    }

    // Every critical section is one call of the map: a panic inside leaves it whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Turnstile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut turnstiles = self.all.lock();
        // The map's and this one: nobody else is there, and who comes now waits for the map.
        if Arc::strong_count(&self.turnstile) == 2 {
            turnstiles.remove(&self.run_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_run_has_one_turn_at_a_time_and_nothing_stays_behind() {
        let beginnings = Beginnings::default();
        let first = beginnings.enter("run").await;
        let other = beginnings.enter("other run").await;
        let mut second = Box::pin(beginnings.enter("run"));
        let mut third = Box::pin(beginnings.enter("run"));
        assert!(second.as_mut().now_or_never().is_none() && third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(third.as_mut().now_or_never().is_none(), "the second is before it");
        let second = second.await;
        // Whoever goes away while waiting is not waited for.
        drop((third, second, other));
        assert!(beginnings.lock().is_empty());
        drop(beginnings.enter("run").await);
        assert!(beginnings.lock().is_empty());
    }
}
