//! Decides when a quiet connection is pinged and when it is given up. Pure: `now` comes in as an argument.

use std::time::Duration;

use tokio::time::Instant;

/// What has been heard, and what was asked.
#[derive(Debug)]
pub(super) struct Silence {
    half: Duration,
    heard: Instant,
    pinged: Option<Instant>,
}

/// What to do about the silence.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Keep listening until then.
    ListenUntil(Instant),
    /// Ask whether anybody is there.
    Ping,
    /// Nobody answered in time.
    Lost,
}

impl Silence {
    pub(super) fn new(idle: Duration, now: Instant) -> Self {
        Self { half: idle / 2, heard: now, pinged: None }
    }

    /// Something arrived.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
        self.pinged = None;
    }

    /// A ping went out.
    pub(super) fn pinged(&mut self, now: Instant) {
        self.pinged = Some(now);
    }

    /// A connection that was not listened to for long is pinged first: the silence may be of our own making.
    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let until = self.pinged.unwrap_or(self.heard) + self.half;
        match self.pinged {
            _ if now < until => Verdict::ListenUntil(until),
            None => Verdict::Ping,
            Some(_) => Verdict::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn silence_is_answered_by_a_ping_and_then_given_up() {
        let start = Instant::now();
        let mut silence = Silence::new(10 * SECOND, start);
        assert_eq!(silence.verdict(start), Verdict::ListenUntil(start + 5 * SECOND));
        assert_eq!(silence.verdict(start + 5 * SECOND), Verdict::Ping);
        silence.pinged(start + 5 * SECOND);
        assert_eq!(silence.verdict(start + 6 * SECOND), Verdict::ListenUntil(start + 10 * SECOND));
        assert_eq!(silence.verdict(start + 10 * SECOND), Verdict::Lost);
    }

    #[test]
    fn any_sign_of_life_starts_again() {
        let start = Instant::now();
        let mut silence = Silence::new(10 * SECOND, start);
        silence.pinged(start + 5 * SECOND);
        silence.heard(start + 9 * SECOND);
        assert_eq!(silence.verdict(start + 10 * SECOND), Verdict::ListenUntil(start + 14 * SECOND));
        assert_eq!(silence.verdict(start + 14 * SECOND), Verdict::Ping);
    }

    #[test]
    fn a_connection_nobody_listened_to_is_pinged_before_it_is_given_up() {
        let start = Instant::now();
        let silence = Silence::new(10 * SECOND, start);
        assert_eq!(silence.verdict(start + 1000 * SECOND), Verdict::Ping);
    }
}
