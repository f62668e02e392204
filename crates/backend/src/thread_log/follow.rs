//! Following a thread: first from the database, then live.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{Stream, stream};

use super::hub::{News, Subscription};
use crate::store::{LogEntry, Store, StoreError};

/// How many events are read at once, and about how many bytes: a reader who takes nothing holds no more.
const PAGE: usize = 256;
const PAGE_BYTES: usize = 32 * 1024;

/// How often a database that several nodes share is looked into for what the others wrote.
const POLL: Duration = Duration::from_secs(2);

/// The subscription is older than the first read: what is committed in between is in one of the two.
pub(super) fn follow(
    store: Store,
    subscription: Subscription,
    thread_id: &str,
    after: u64,
) -> impl Stream<Item = Result<LogEntry, StoreError>> + Send + use<> {
    let follower = Follower {
        store,
        subscription,
        thread_id: thread_id.to_owned(),
        last: after,
        ready: VecDeque::new(),
        stored: true,
    };
    stream::unfold(Some(follower), |follower| async move {
        let mut follower = follower?;
        match follower.next().await {
            Ok(Some(entry)) => Some((Ok(entry), Some(follower))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
}

struct Follower {
    store: Store,
    subscription: Subscription,
    thread_id: String,
    /// The last number given out.
    last: u64,
    ready: VecDeque<LogEntry>,
    /// Whether the database may hold more after what is ready.
    stored: bool,
}

impl Follower {
    async fn next(&mut self) -> Result<Option<LogEntry>, StoreError> {
        loop {
            while let Some(entry) = self.ready.pop_front() {
                if entry.seq == self.last + 1 {
                    self.last = entry.seq;
                    return Ok(Some(entry));
                }
                if entry.seq > self.last {
                    // News were missed: the database has them.
                    self.ready.clear();
                    self.stored = true;
                }
            }
            if self.stored {
                // Apart: what a read needs for a moment is not held by followers who wait.
                Box::pin(self.read()).await?;
                // A thread that has had events and is not there was deleted, perhaps by another node.
                if self.ready.is_empty() && self.last > 0 && !Box::pin(self.exists()).await? {
                    return Ok(None);
                }
            } else {
                match self.news().await {
                    Some(News::Entries(entries)) => self.ready.extend(entries.iter().cloned()),
                    Some(News::Reread) => self.stored = true,
                    None => return Ok(None),
                }
            }
        }
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        let (page, more) = self.store.read_page(&self.thread_id, self.last, PAGE, PAGE_BYTES).await?;
        if page.first().is_some_and(|entry| entry.seq != self.last + 1) {
            return Err(StoreError::Corrupt("a thread's log has a gap"));
        }
        self.stored = more;
        self.ready = page.into();
        Ok(())
    }

    async fn exists(&self) -> Result<bool, StoreError> {
        self.store.has_thread(&self.thread_id).await
    }

    async fn news(&mut self) -> Option<News> {
        if self.store.is_shared() {
            tokio::time::timeout(POLL, self.subscription.next()).await.unwrap_or(Some(News::Reread))
        } else {
            self.subscription.next().await
        }
    }
}
