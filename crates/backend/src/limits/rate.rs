//! A number a minute, as a token bucket in the form of GCRA (ITU-T I.371): one time is all its state.

use std::time::Duration;

/// So many a minute: as many at once after a rest, and then one more after each share of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    many: u32,
    /// What one costs in time.
    interval: Duration,
}

impl Rate {
    /// So many a minute; at least one.
    pub fn per_minute(many: u32) -> Self {
        let many = many.max(1);
        Self { many, interval: Duration::from_secs(60) / many }
    }

    /// Takes one out of a bucket that will be full at `full_at`; any time in the past is a full one. Gives the
    /// bucket's new time.
    ///
    /// # Errors
    /// How long to wait until one can be taken.
    pub fn take(self, full_at: Duration, now: Duration) -> Result<Duration, Duration> {
        let next = full_at.max(now) + self.interval;
        match (next - now).checked_sub(self.interval * self.many) {
            None | Some(Duration::ZERO) => Ok(next),
            Some(wait) => Err(wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_full_bucket_gives_its_number_at_once_and_then_one_at_a_time() {
        let rate = Rate::per_minute(6);
        let now = Duration::from_secs(1_000);
        let mut full_at = Duration::ZERO;
        for _ in 0..6 {
            full_at = rate.take(full_at, now).unwrap();
        }
        assert_eq!(rate.take(full_at, now), Err(Duration::from_secs(10)));
        assert_eq!(rate.take(full_at, now + Duration::from_secs(4)), Err(Duration::from_secs(6)));
        full_at = rate.take(full_at, now + Duration::from_secs(10)).unwrap();
        assert_eq!(rate.take(full_at, now + Duration::from_secs(10)), Err(Duration::from_secs(10)));
    }

    #[test]
    fn a_minute_of_rest_fills_the_bucket() {
        let rate = Rate::per_minute(3);
        let mut full_at = Duration::ZERO;
        while let Ok(next) = rate.take(full_at, MINUTE) {
            full_at = next;
        }
        assert!(full_at <= MINUTE * 2);
    }

    proptest! {
        #[test]
        fn no_minute_gives_more_than_a_full_bucket_and_what_flows_in(
            many in 1_u32..200,
            pauses in prop::collection::vec(0_u64..3_000, 1..600),
        ) {
            let rate = Rate::per_minute(many);
            let (mut now, mut full_at) = (Duration::from_secs(5), Duration::ZERO);
            let mut given = Vec::new();
            for pause in pauses {
                now += Duration::from_millis(pause);
                if let Ok(next) = rate.take(full_at, now) {
                    full_at = next;
                    given.push(now);
                }
            }
            for (index, start) in given.iter().enumerate() {
                let within = given[index..].iter().take_while(|at| **at < *start + MINUTE).count();
                prop_assert!(within <= 2 * many as usize, "{within}");
            }
        }

        #[test]
        fn whoever_waits_as_long_as_told_is_served(
            many in 1_u32..1_000_000,
            ahead in 0_u64..120_000_000_000,
            now in 0_u64..1_000_000_000_000_000,
        ) {
            let rate = Rate::per_minute(many);
            let now = Duration::from_nanos(now);
            let full_at = now + Duration::from_nanos(ahead);
            if let Err(wait) = rate.take(full_at, now) {
                prop_assert!(rate.take(full_at, now + wait).is_ok());
                prop_assert!(rate.take(full_at, now + wait - Duration::from_nanos(1)).is_err());
            }
        }

        #[test]
        fn a_number_within_the_limit_is_never_refused(many in 1_u32..300, rests in 0_u64..90) {
            let rate = Rate::per_minute(many);
            let (mut now, mut full_at) = (Duration::from_secs(rests), Duration::ZERO);
            // Evenly spread, for ten minutes.
            for _ in 0..many * 10 {
                full_at = rate.take(full_at, now).unwrap();
                now += MINUTE / many;
            }
        }
    }
}
