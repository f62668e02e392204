//! `--rate-limit`: so many calls in so many seconds, and 429 with `Retry-After` above that.

use crate::AppState;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// `CALLS/SECONDS`, for example `100/60`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    calls: u32,
    window: Duration,
}

/// Why a `--rate-limit` can't be used.
#[derive(Debug, thiserror::Error)]
#[error("write CALLS/SECONDS, two whole numbers above 0, for example 100/60")]
pub struct RateLimitError;

impl FromStr for RateLimit {
    type Err = RateLimitError;

    fn from_str(text: &str) -> Result<Self, RateLimitError> {
        let (calls, seconds) = text.split_once('/').ok_or(RateLimitError)?;
        let number = |text: &str| text.parse::<u32>().ok().filter(|it| *it > 0).ok_or(RateLimitError);
        Ok(Self { calls: number(calls)?, window: Duration::from_secs(number(seconds)?.into()) })
    }
}

/// The calls of the current window.
#[derive(Debug, Default)]
pub struct Window(Mutex<Option<(Instant, u32)>>);

impl Window {
    /// Counts a call. When there are too many, says how long until the next window.
    fn count(&self, limit: RateLimit, now: Instant) -> Result<(), Duration> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, calls) = window.unwrap_or((now, 0));
        let age = now.saturating_duration_since(start);
        let (start, calls) = if age >= limit.window { (now, 0) } else { (start, calls) };
        if calls >= limit.calls {
            return Err(limit.window.saturating_sub(age));
        }
        *window = Some((start, calls + 1));
        Ok(())
    }
}

/// Middleware: 429 above the limit.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(limit) = state.settings().rate_limit else { return next.run(request).await };
    match state.window().count(limit, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            // Whole seconds, rounded up: whoever waits that long is let in.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let message = format!("Too many calls; the next are answered in {seconds} s (--rate-limit).");
            let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
            ApiError { retry_after: Some(seconds), ..error }.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_takes_its_calls_and_then_says_when_the_next_begins() {
        let (window, limit) = (Window::default(), "2/10".parse().unwrap());
        let start = Instant::now();
        let count = |seconds| window.count(limit, start + Duration::from_secs(seconds));
        assert_eq!((count(0), count(3)), (Ok(()), Ok(())));
        assert_eq!(count(4), Err(Duration::from_secs(6)));
        assert_eq!((count(10), count(11)), (Ok(()), Ok(())));
        assert_eq!(count(19), Err(Duration::from_secs(1)));
    }

    #[test]
    fn anything_but_two_numbers_is_refused() {
        for text in ["", "5", "0/1", "1/0", "a/b", "1/1/1"] {
            assert!(text.parse::<RateLimit>().is_err(), "{text}");
        }
    }
}
