//! Whether the reader of a stream may still read it: tokens end, and conversations change hands.

use std::time::{Duration, Instant};

use crate::http::middleware::visitor::{Visitor, now};
use crate::store::{Store, StoreError};

/// How old an answer of the database may be where other nodes change it too.
const TRUSTED_FOR: Duration = Duration::from_secs(5);

/// The right to read a thread.
pub(in crate::http) struct Pass(Box<Inner>);

struct Inner {
    visitor: Visitor,
    thread_id: String,
    /// A run's own stream is short, holds nothing but what its visitor asked for, and may outlive the token and the
    /// conversation's move to a user.
    is_the_runs: bool,
    doors: u64,
    checked: Instant,
}

impl Pass {
    /// For a stream that ends with the visitor's token, or when the thread is another's.
    pub(in crate::http) fn for_the_thread(visitor: &Visitor, thread_id: &str) -> Self {
        Self::new(visitor, thread_id, false)
    }

    /// For a stream that ends with its run, or when the token is given back.
    pub(in crate::http) fn for_the_run(visitor: &Visitor, thread_id: &str) -> Self {
        Self::new(visitor, thread_id, true)
    }

    fn new(visitor: &Visitor, thread_id: &str, is_the_runs: bool) -> Self {
        Self(Box::new(Inner {
            visitor: visitor.clone(),
            thread_id: thread_id.to_owned(),
            is_the_runs,
            doors: visitor.doors,
            checked: Instant::now(),
        }))
    }

    /// Whether the next event may go out. Asks the database only when something may have changed.
    pub(super) async fn is_good(&mut self, store: &Store) -> bool {
        if !self.0.is_the_runs && self.0.visitor.expires_at <= now() {
            return false;
        }
        let doors = store.doors();
        let is_stale = store.is_shared() && self.0.checked.elapsed() >= TRUSTED_FOR;
        if doors == self.0.doors && !is_stale {
            return true;
        }
        (self.0.doors, self.0.checked) = (doors, Instant::now());
        match self.0.look_up(store).await {
            Ok(is_good) => is_good,
            Err(error) => {
                tracing::error!(%error, "an event stream broke off");
                false
            }
        }
    }
}

impl Inner {
    async fn look_up(&self, store: &Store) -> Result<bool, StoreError> {
        let Visitor { id, site, issued_at, token_id, .. } = &self.visitor;
        Ok(!store.is_void(site, id, *issued_at, token_id).await?
            && (self.is_the_runs || store.thread(site, id, &self.thread_id).await?.is_some()))
    }
}
