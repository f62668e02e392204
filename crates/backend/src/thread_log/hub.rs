//! Fan-out of new events to the followers in this process.
//!
//! Nothing rests on it: a follower that misses news finds the events in the database. Most followers wait for a thread
//! on which nothing happens, so that a place costs next to nothing until there is news.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

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

/// Threads that somebody follows, with a place for each follower.
type Threads = HashMap<Arc<str>, Vec<Arc<Place>>>;

/// Who follows what; `None` once closed.
#[derive(Debug)]
pub(super) struct Hub(Mutex<Option<Threads>>);

impl Default for Hub {
    fn default() -> Self {
        Self(Mutex::new(Some(Threads::new())))
    }
}

impl Hub {
    /// News of a thread from now on.
    pub(super) fn subscribe(self: &Arc<Self>, thread_id: &str) -> Subscription {
        let place = Arc::new(Place::default());
        let thread_id = match self.lock().as_mut() {
            Some(threads) => {
                let known = threads.get_key_value(thread_id).map(|(thread_id, _)| thread_id.clone());
                let thread_id = known.unwrap_or_else(|| thread_id.into());
                threads.entry(thread_id.clone()).or_insert_with(|| Vec::with_capacity(1)).push(place.clone());
                thread_id
            }
            None => {
                place.end();
                thread_id.into()
            }
        };
        Subscription { place, thread_id, hub: self.clone() }
    }

    pub(super) fn publish(&self, thread_id: &str, entries: Vec<LogEntry>) {
        self.tell(thread_id, &News::Entries(entries.into()));
    }

    pub(super) fn reread(&self, thread_id: &str) {
        self.tell(thread_id, &News::Reread);
    }

    /// Has the followers of all threads look.
    pub(super) fn reread_all(&self) {
        for place in self.lock().iter().flat_map(HashMap::values).flatten() {
            place.put(News::Reread);
        }
    }

    /// Ends the subscriptions of a thread, after what they have yet to hear.
    pub(super) fn end(&self, thread_id: &str) {
        let places = self.lock().as_mut().and_then(|threads| threads.remove(thread_id));
        places.iter().flatten().for_each(|place| place.end());
    }

    /// Ends all subscriptions, and those that come later.
    pub(super) fn close(&self) {
        let threads = self.lock().take();
        threads.iter().flat_map(HashMap::values).flatten().for_each(|place| place.end());
    }

    fn tell(&self, thread_id: &str, news: &News) {
        if let Some(places) = self.lock().as_ref().and_then(|threads| threads.get(thread_id)) {
            places.iter().for_each(|place| place.put(news.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Threads>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where one follower's news wait.
#[derive(Debug, Default)]
struct Place {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    news: VecDeque<News>,
    ended: bool,
}

impl Place {
    fn put(&self, news: News) {
        let mut waiting = self.lock();
        if waiting.news.len() == BEHIND {
            // What is dropped is in the database.
            waiting.news.clear();
            waiting.news.push_back(News::Reread);
        } else {
            waiting.news.push_back(news);
        }
        drop(waiting);
        self.changed.notify_one();
    }

    fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One follower's place; leaving the last one of a thread frees its entry.
#[derive(Debug)]
pub(super) struct Subscription {
    place: Arc<Place>,
    thread_id: Arc<str>,
    hub: Arc<Hub>,
}

impl Subscription {
    /// The next news; `None` when the subscription has ended.
    pub(super) async fn next(&mut self) -> Option<News> {
        loop {
            {
                let mut waiting = self.place.lock();
                if let Some(news) = waiting.news.pop_front() {
                    if waiting.news.is_empty() {
                        // The next silence may be long.
                        waiting.news = VecDeque::new();
                    }
                    return Some(news);
                }
                if waiting.ended {
                    return None;
                }
            }
            self.place.changed.notified().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut threads = self.hub.lock();
        let Some(threads) = threads.as_mut() else { return };
        let Some(places) = threads.get_mut(&self.thread_id) else { return };
        places.retain(|place| !Arc::ptr_eq(place, &self.place));
        if places.is_empty() {
            threads.remove(&self.thread_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: u64) -> Vec<LogEntry> {
        vec![LogEntry::new(seq, None, "{}".into())]
    }

    #[tokio::test]
    async fn what_was_told_before_the_end_is_still_heard() {
        let hub = Arc::new(Hub::default());
        let mut follower = hub.subscribe("t");
        hub.publish("t", entry(1));
        hub.end("t");
        hub.publish("t", entry(2));
        assert!(matches!(follower.next().await, Some(News::Entries(entries)) if entries[0].seq == 1));
        assert!(follower.next().await.is_none());
    }

    #[tokio::test]
    async fn a_follower_far_behind_is_sent_to_the_database_and_holds_no_more() {
        let hub = Arc::new(Hub::default());
        let mut follower = hub.subscribe("t");
        for seq in 1..=1000 {
            hub.publish("t", entry(seq));
            assert!(follower.place.lock().news.len() <= BEHIND);
        }
        assert!(matches!(follower.next().await, Some(News::Reread)));
    }

    #[tokio::test]
    async fn the_last_one_to_leave_a_thread_leaves_nothing_behind() {
        let hub = Arc::new(Hub::default());
        let (first, second) = (hub.subscribe("t"), hub.subscribe("t"));
        drop(first);
        assert_eq!(hub.lock().as_ref().unwrap().len(), 1);
        drop(second);
        assert_eq!(hub.lock().as_ref().unwrap().len(), 0);
    }

    #[tokio::test]
    async fn a_closed_hub_ends_everybody() {
        let hub = Arc::new(Hub::default());
        let mut early = hub.subscribe("t");
        hub.close();
        assert!(early.next().await.is_none());
        assert!(hub.subscribe("t").next().await.is_none());
    }
}
