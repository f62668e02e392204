//! Lines of the log about what comes in crowds.

use std::time::{Duration, Instant};

/// Pause between two lines.
const PAUSE: Duration = Duration::from_secs(60);

/// Says when to write the next line. Whoever comes in crowds shall not fill the log as well.
#[derive(Debug, Default)]
pub struct Notice {
    count: u64,
    told: Option<Instant>,
}

impl Notice {
    /// Counts one more. How many there were since the last line, if it is time for the next.
    pub fn count(&mut self) -> Option<u64> {
        self.count += 1;
        if self.told.is_some_and(|told| told.elapsed() < PAUSE) {
            return None;
        }
        self.told = Some(Instant::now());
        Some(std::mem::take(&mut self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_told_of_once_and_then_with_its_number() {
        let mut notice = Notice::default();
        assert_eq!(notice.count(), Some(1));
        assert_eq!((notice.count(), notice.count()), (None, None));
        notice.told = Instant::now().checked_sub(PAUSE);
        assert_eq!(notice.count(), Some(3));
    }
}
