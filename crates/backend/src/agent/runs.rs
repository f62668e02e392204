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
    wishes: Mutex<BTreeMap<String, CancellationToken>>,
    tasks: TaskTracker,
    stopping: CancellationToken,
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
        let cancelled = CancellationToken::new();
        self.lock().insert(run_id.to_owned(), cancelled.clone());
        self.tasks.spawn(run(Signals { cancelled, stopping: self.stopping.clone() }));
    }

    /// Forgets a run that has ended.
    pub(super) fn ended(&self, run_id: &str) {
        self.lock().remove(run_id);
    }

    /// Asks a run to end; `false` when it is not under way here.
    pub fn cancel(&self, run_id: &str) -> bool {
        self.lock().get(run_id).map(CancellationToken::cancel).is_some()
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
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, CancellationToken>> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
