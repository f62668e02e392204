//! When a failed call is repeated, and after how long a pause. Pure: time and randomness come in as arguments.

use std::time::{Duration, SystemTime};

use http::Method;

use crate::error::Error;

/// Bounds the arithmetic; no call lasts so long.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How often and how patiently a failed call is repeated.
///
/// Pauses double from `base_delay` to `max_delay`, and each is shortened at random so that many clients do not
/// come back at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Most repetitions of one call; 0 turns repeating off. Default 2.
    pub max_retries: u32,
    /// Longest pause before the first repetition. Default 250 ms.
    pub base_delay: Duration,
    /// Longest pause before any repetition, unless the API asks for a longer one. Default 8 s.
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_retries: 2, base_delay: Duration::from_millis(250), max_delay: Duration::from_secs(8) }
    }
}

impl RetryPolicy {
    /// The pause before the next attempt, or `None` to give up.
    ///
    /// `retry_after` is what the API asked for: the pause is never shorter. `remaining` is the time left for
    /// the whole call: a pause that would use it up is not begun, so that the caller learns of the failure
    /// while it can still act. `random` is uniform in `0.0..1.0`.
    pub fn delay(
        &self,
        retries_done: u32,
        retry_after: Option<Duration>,
        remaining: Duration,
        random: f64,
    ) -> Option<Duration> {
        if retries_done >= self.max_retries {
            return None;
        }
        let random = random.clamp(0.0, 1.0);
        let step = |wanted: Duration| wanted.min(self.max_delay).min(LONGEST);
        let delay = match retry_after {
            // Spread out beyond the moment named, since every client was told the same one.
            Some(asked) => asked.saturating_add(step(self.base_delay).mul_f64(random)),
            // Between half and the whole of the step: spread out, and never a pause of nothing.
            None => {
                let doubled = self.base_delay.saturating_mul(2u32.saturating_pow(retries_done));
                step(doubled).mul_f64(0.5 + random / 2.0)
            }
        };
        (delay < remaining).then_some(delay)
    }
}

/// Whether repeating a call with this outcome can do no harm and may help.
///
/// A `GET` has no effect to double. Anything else is repeated only when the API surely did not process it.
pub(crate) fn may_repeat(method: &Method, error: &Error) -> bool {
    error.is_retryable() && (*method == Method::GET || error.is_unprocessed())
}

/// Reads a `Retry-After` header: whole seconds, or an HTTP date that is compared with `now`.
///
/// A date in the past means at once. `None` when the value is neither.
pub fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a very long time.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let moment = httpdate::parse_http_date(value).ok()?;
    Some(moment.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    fn policy() -> RetryPolicy {
        RetryPolicy { max_retries: 4, base_delay: millis(100), max_delay: millis(500) }
    }

    fn millis(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_shortened_by_at_most_half() {
        let check = |retries_done, least, most| {
            assert_eq!(policy().delay(retries_done, None, LONG, 0.0), Some(millis(least)));
            assert_eq!(policy().delay(retries_done, None, LONG, 1.0), Some(millis(most)));
        };
        check(0, 50, 100);
        check(1, 100, 200);
        check(2, 200, 400);
        check(3, 250, 500);
    }

    #[test]
    fn the_budget_of_repetitions_ends() {
        assert_eq!(policy().delay(4, None, LONG, 0.5), None);
        let never = RetryPolicy { max_retries: 0, ..policy() };
        assert_eq!(never.delay(0, Some(millis(1)), LONG, 0.5), None);
    }

    #[test]
    fn what_the_api_asks_for_is_never_undercut_even_beyond_the_longest_pause() {
        let asked = Duration::from_secs(30);
        assert_eq!(policy().delay(0, Some(asked), LONG, 0.0), Some(asked));
        assert_eq!(policy().delay(0, Some(asked), LONG, 1.0), Some(asked + millis(100)));
    }

    #[test]
    fn a_pause_that_would_use_up_the_deadline_is_not_begun() {
        assert_eq!(policy().delay(0, Some(Duration::from_secs(30)), Duration::from_secs(30), 0.0), None);
        assert_eq!(policy().delay(0, None, millis(50), 0.0), None);
        assert_eq!(policy().delay(0, None, Duration::ZERO, 0.0), None);
    }

    #[test]
    fn huge_numbers_do_not_overflow() {
        let policy =
            RetryPolicy { max_retries: u32::MAX, base_delay: Duration::MAX, max_delay: Duration::MAX };
        assert_eq!(policy.delay(u32::MAX - 1, None, LONG, 1.0), None);
        assert_eq!(policy.delay(0, None, Duration::MAX, 1.0), Some(LONGEST));
        assert_eq!(policy.delay(0, Some(Duration::MAX), LONG, 1.0), None);
    }

    #[test]
    fn retry_after_is_seconds_or_an_http_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        let check = |value, expected: Option<u64>| {
            assert_eq!(parse_retry_after(value, now), expected.map(Duration::from_secs), "{value:?}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(7));
        check("Sun, 06 Nov 1994 08:49:00 GMT", Some(0));
        check("99999999999999999999999", Some(u64::MAX));
        check("-1", None);
        check("1.5", None);
        check("soon", None);
        check("", None);
    }

    #[test]
    fn only_a_get_or_an_unprocessed_call_is_repeated() {
        use crate::error::TransportKind::{Connect, Interrupted, Timeout, Tls};
        use crate::error::tests::{api, transport};

        let check = |error: Error, get, post| {
            assert_eq!(may_repeat(&Method::GET, &error), get, "GET after {error}");
            assert_eq!(may_repeat(&Method::POST, &error), post, "POST after {error}");
        };
        check(transport(Connect), true, true);
        check(transport(Timeout), true, false);
        check(transport(Interrupted), true, false);
        check(transport(Tls), false, false);
        let second = Some(Duration::from_secs(1));
        check(api(429, second), true, true);
        check(api(429, None), true, false);
        check(api(503, second), true, true);
        check(api(503, None), true, false);
        check(api(500, second), true, false);
        check(api(400, second), false, false);
        check(api(404, None), false, false);
    }
}
