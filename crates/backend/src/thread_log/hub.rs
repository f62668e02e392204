//! Fan-out of new events to the followers in this process.
//!
//! Nothing rests on it: a follower that misses news finds the events in the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use crate::store::LogEntry;

/// How many batches a slow follower may be behind before it reads from the database again.
const BEHIND: usize = 32;

/// What a follower hears.
#[derive(Clone, Debug)]
pub(super) enum News {
    /// New events in order.
    Entries(Arc<[LogEntry]>),
    /// Look into the database.
    Reread,
}

/// The channels of threads that somebody follows; `None` once closed.
#[derive(Debug)]
pub(super) struct Hub(Mutex<Option<HashMap<String, broadcast::Sender<News>>>>);

impl Default for Hub {
    fn default() -> Self {
        Self(Mutex::new(Some(HashMap::new())))
    }
}

impl Hub {
    /// News of a thread from now on.
    pub(super) fn subscribe(self: &Arc<Self>, thread_id: &str) -> Subscription {
        let receiver = self.lock().as_mut().map(|threads| match threads.get(thread_id) {
            Some(sender) => sender.subscribe(),
            None => {
                let (sender, receiver) = broadcast::channel(BEHIND);
                threads.insert(thread_id.to_owned(), sender);
                receiver
            }
        });
        Subscription { receiver, thread_id: thread_id.to_owned(), hub: self.clone() }
    }

    pub(super) fn publish(&self, thread_id: &str, entries: Vec<LogEntry>) {
        self.tell(thread_id, News::Entries(entries.into()));
    }

    pub(super) fn reread(&self, thread_id: &str) {
        self.tell(thread_id, News::Reread);
    }

    /// Has the followers of all threads look.
    pub(super) fn reread_all(&self) {
        for sender in self.lock().iter().flat_map(HashMap::values) {
            let _ = sender.send(News::Reread);
        }
    }

    /// Ends the subscriptions of a thread, after what they have yet to hear.
    pub(super) fn end(&self, thread_id: &str) {
        if let Some(threads) = self.lock().as_mut() {
            threads.remove(thread_id);
        }
    }

    /// Ends all subscriptions, and those that come later.
    pub(super) fn close(&self) {
        *self.lock() = None;
    }

    fn tell(&self, thread_id: &str, news: News) {
        if let Some(sender) = self.lock().as_ref().and_then(|threads| threads.get(thread_id)) {
            // Fails when the last follower has just left.
            let _ = sender.send(news);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<HashMap<String, broadcast::Sender<News>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One follower's place; leaving the last one of a thread frees its channel.
#[derive(Debug)]
pub(super) struct Subscription {
    receiver: Option<broadcast::Receiver<News>>,
    thread_id: String,
    hub: Arc<Hub>,
}

impl Subscription {
    /// The next news; `None` when the hub is closed.
    pub(super) async fn next(&mut self) -> Option<News> {
        match self.receiver.as_mut()?.recv().await {
            Ok(news) => Some(news),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(News::Reread),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut threads = self.hub.lock();
        self.receiver = None;
        if let Some(threads) = threads.as_mut()
            && threads.get(&self.thread_id).is_some_and(|sender| sender.receiver_count() == 0)
        {
            threads.remove(&self.thread_id);
        }
    }
}
