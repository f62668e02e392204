//! Lines of the log about what comes in crowds.

use std::time::{Duration, Instant};

/// Pause between two lines.
const PAUSE: Duration = Duration::from_secs(60);

/// Says when to write the next line of one reason. Whoever comes in crowds shall not fill the log as well.
#[derive(Debug, Default)]
pub struct Notice {
    count: u64,
    told: Option<Instant>,
}

impl Notice {
    /// Counts one more. How many there were since the last line, if it is time for the next.
    pub fn count(&mut self, now: Instant) -> Option<u64> {
        self.count += 1;
        if self.told.is_some_and(|told| now.saturating_duration_since(told) < PAUSE) {
            return None;
        }
        self.told = Some(now);
        Some(std::mem::take(&mut self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_told_of_once_and_then_with_its_number() {
        let (mut notice, start) = (Notice::default(), Instant::now());
        assert_eq!(notice.count(start), Some(1));
        assert_eq!((notice.count(start), notice.count(start + PAUSE / 2)), (None, None));
        assert_eq!(notice.count(start + PAUSE), Some(3));
    }
}
