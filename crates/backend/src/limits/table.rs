//! Buckets by key, in bounded memory.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// When the bucket of each key will be full. Keys with a full one take no room for long.
///
/// When more keys are in use than there is room for, those go that have used least: a crowd of new keys can't
/// make the table forget who has used up theirs.
#[derive(Debug)]
pub struct Table<K> {
    full_at: HashMap<K, Duration>,
    room: usize,
}

impl<K: Eq + Hash> Table<K> {
    /// With room for so many keys.
    pub fn new(room: usize) -> Self {
        Self { full_at: HashMap::new(), room: room.max(1) }
    }

    /// When this key's bucket will be full; zero for one that is not here.
    pub fn full_at<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Duration
    where
        K: Borrow<Q>,
    {
        self.full_at.get(key).copied().unwrap_or_default()
    }

    /// Keeps the time of a key.
    pub fn set(&mut self, key: K, full_at: Duration, now: Duration) {
        if self.full_at.len() >= self.room && !self.full_at.contains_key(&key) {
            self.make_room(now);
        }
        self.full_at.insert(key, full_at);
    }

    /// A quarter at a time, so that it is rare.
    fn make_room(&mut self, now: Duration) {
        self.full_at.retain(|_, full_at| *full_at > now);
        let kept = self.room - self.room.div_ceil(4);
        let surplus = self.full_at.len().saturating_sub(kept);
        if surplus > 0 {
            let mut times: Vec<Duration> = self.full_at.values().copied().collect();
            let (_, last_to_go, _) = times.select_nth_unstable(surplus - 1);
            let last_to_go = *last_to_go;
            self.full_at.retain(|_, full_at| *full_at > last_to_go);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_crowd_of_new_keys_does_not_make_it_forget_the_busiest() {
        let mut table = Table::new(100);
        table.set(0, seconds(60), seconds(0));
        for key in 1..10_000 {
            table.set(key, seconds(1), seconds(0));
        }
        assert_eq!(table.full_at(&0), seconds(60));
    }

    #[test]
    fn full_buckets_go_before_any_other() {
        let mut table = Table::new(4);
        for key in 0..2 {
            table.set(key, seconds(1), seconds(0));
        }
        for key in 2..5 {
            table.set(key, seconds(60), seconds(2));
        }
        assert_eq!(table.full_at.len(), 3);
        assert!((2..5).all(|key| table.full_at(&key) == seconds(60)));
    }

    proptest! {
        #[test]
        fn it_never_holds_more_than_it_has_room_for(
            room in 1_usize..20,
            uses in prop::collection::vec((0_u32..60, 0_u64..30, 0_u64..5), 0..300),
        ) {
            let mut table = Table::new(room);
            let mut now = 0;
            for (key, ahead, pause) in uses {
                now += pause;
                table.set(key, seconds(now + ahead), seconds(now));
                prop_assert!(table.full_at.len() <= room);
                prop_assert_eq!(table.full_at(&key), seconds(now + ahead));
            }
        }
    }
}
