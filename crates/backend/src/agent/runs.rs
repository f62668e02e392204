//! The runs under way on this node: how to stop one, and how to wait for all.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long runs may take to write their end when the backend stops.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// The runs under way on this node.
#[derive(Debug, Default)]
pub struct Runs {
    wishes: Mutex<BTreeMap<String, Wish>>,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

#[derive(Debug, Default)]
struct Wish {
    cancelled: CancellationToken,
    ended: CancellationToken,
}

/// What a run listens to besides its agent.
#[derive(Clone, Debug)]
pub struct Signals {
    /// The visitor wants it to end.
    pub cancelled: CancellationToken,
    /// The backend stops.
    pub stopping: CancellationToken,
}

impl Runs {
    /// Runs a task under the run's id, detached from whoever asked for it.
    pub(super) fn spawn<F>(&self, run_id: &str, run: impl FnOnce(Signals) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let wish = Wish::default();
        let cancelled = wish.cancelled.clone();
        self.lock().insert(run_id.to_owned(), wish);
        self.tasks.spawn(run(Signals { cancelled, stopping: self.stopping.clone() }));
    }

    /// Forgets a run that has ended.
    pub(super) fn ended(&self, run_id: &str) {
        if let Some(wish) = self.lock().remove(run_id) {
            wish.ended.cancel();
        }
    }

    /// Asks a run to end; `false` when it is not under way here.
    pub fn cancel(&self, run_id: &str) -> bool {
        self.lock().get(run_id).map(|wish| wish.cancelled.cancel()).is_some()
    }

    /// Asks a run to end, and waits for that, but not longer than `patience`.
    pub async fn stop(&self, run_id: &str, patience: Duration) {
        let Some(ended) = self.lock().get(run_id).map(|wish| wish.ended.clone()) else { return };
        self.cancel(run_id);
        // One that does not end writes nothing more once its thread is gone.
        let _ = timeout(patience, ended.cancelled()).await;
    }

    /// Whether a run is under way here.
    pub fn contains(&self, run_id: &str) -> bool {
        self.lock().contains_key(run_id)
    }

    /// How many are under way.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Lets runs finish for a while, then ends the others as lost. Returns how many those were.
    pub async fn drain(&self, patience: Duration) -> usize {
        self.tasks.close();
        if timeout(patience, self.tasks.wait()).await.is_ok() {
            return 0;
        }
        let lost = self.count();
        self.stopping.cancel();
        if timeout(LAST_WORDS, self.tasks.wait()).await.is_err() {
            tracing::error!(
                running = self.count(),
                "runs could not write their end; the next start ends them"
            );
        }
        lost
    }

    // Every critical section is one call of the map: a panic inside leaves it whole.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Wish>> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
