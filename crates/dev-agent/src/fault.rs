//! `--fault`: makes calls and streams go wrong on purpose, by counting and never by chance, so that a
//! test that fails fails again.

use crate::AppState;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A call waits before it is handled.
    Latency(Duration),
    /// A call is refused, without being handled.
    Status { status: StatusCode, retry_after: Option<u64> },
    /// A stream breaks off after so many pieces of an answer, or bytes of a file.
    Cut { after: usize },
    /// A stream pauses before each piece of an answer or a file.
    Slow(Duration),
}

/// One `--fault KIND[:name=value,…]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSpec {
    kind: Kind,
    /// Only each n-th match.
    every: u64,
    /// Only the first matches of those; 0 is no limit.
    times: u64,
    /// What `METHOD /path` has to contain.
    on: String,
}

/// Why a `--fault` can't be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0}. Write latency:ms=250, slow:ms=40, cut:after=10, or a status such as 429:seconds=2 or 503; each \
     takes every=N, times=N and on=TEXT, for example 503:every=3,on=POST /api/v1/Task"
)]
pub struct FaultSpecError(String);

impl FromStr for FaultSpec {
    type Err = FaultSpecError;

    fn from_str(text: &str) -> Result<Self, FaultSpecError> {
        let (name, options) = text.split_once(':').unwrap_or((text, ""));
        let (mut every, mut times, mut on) = (1, 0, String::new());
        let (mut ms, mut after, mut seconds) = (None, None, None);
        for option in options.split(',').filter(|option| !option.is_empty()) {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            let number = || {
                let not = |_| FaultSpecError(format!("`{option}` of `{text}` needs a whole number"));
                value.parse::<u64>().map_err(not)
            };
            match key {
                "every" => every = number()?.max(1),
                "times" => times = number()?,
                "ms" => ms = Some(number()?),
                "after" => after = Some(number()?),
                "seconds" => seconds = Some(number()?),
                "on" => value.clone_into(&mut on),
                _ => return Err(FaultSpecError(format!("`{key}` of `{text}` is no option of a fault"))),
            }
        }
        let wait = Duration::from_millis(ms.unwrap_or(250));
        let kind = match name {
            "latency" => Kind::Latency(wait),
            "slow" => Kind::Slow(wait),
            "cut" => Kind::Cut { after: after.and_then(|it| usize::try_from(it).ok()).unwrap_or(0) },
            status => {
                let status = status.parse().ok().and_then(|code: u16| StatusCode::from_u16(code).ok());
                let Some(status) = status.filter(|it| it.is_client_error() || it.is_server_error()) else {
                    return Err(FaultSpecError(format!("`{name}` is no fault")));
                };
                let retry_after = seconds.or((status == StatusCode::TOO_MANY_REQUESTS).then_some(1));
                Kind::Status { status, retry_after }
            }
        };
        Ok(Self { kind, every, times, on })
    }
}

/// What is wrong with one stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamFault {
    /// After how many pieces or bytes it breaks off.
    pub cut_after: Option<usize>,
    /// The pause before each piece.
    pub pause: Duration,
}

/// All faults, and how often each has matched.
#[derive(Debug, Default)]
pub struct Faults(Vec<(FaultSpec, AtomicU64)>);

impl Faults {
    /// Nothing has matched yet.
    pub fn new(specs: &[FaultSpec]) -> Self {
        Self(specs.iter().map(|spec| (spec.clone(), AtomicU64::new(0))).collect())
    }

    /// The faults of this kind that hit now.
    fn hits(&self, what: &str, wanted: impl Fn(Kind) -> bool) -> impl Iterator<Item = Kind> {
        let hit = move |(spec, seen): &(FaultSpec, AtomicU64)| {
            if !wanted(spec.kind) || !what.contains(&spec.on) {
                return None;
            }
            let seen = seen.fetch_add(1, Ordering::Relaxed) + 1;
            let in_time = spec.times == 0 || seen <= spec.every.saturating_mul(spec.times);
            (seen.is_multiple_of(spec.every) && in_time).then_some(spec.kind)
        };
        // At once: each has to count, whether or not an earlier one ends the call.
        self.0.iter().filter_map(hit).collect::<Vec<_>>().into_iter()
    }

    /// What happens to a call: how long it waits, and whether it is refused.
    fn call(&self, what: &str) -> (Duration, Option<ApiError>) {
        let (mut wait, mut refusal) = (Duration::ZERO, None);
        for kind in self.hits(what, |kind| matches!(kind, Kind::Latency(_) | Kind::Status { .. })) {
            match kind {
                Kind::Latency(latency) => wait += latency,
                Kind::Status { status, retry_after } => {
                    let message =
                        format!("This dev agent was told to fail here: --fault {}.", status.as_u16());
                    let error = ApiError::new(status, "injected_fault", message);
                    refusal = refusal.or(Some(ApiError { retry_after, ..error }));
                }
                Kind::Cut { .. } | Kind::Slow(_) => {}
            }
        }
        (wait, refusal)
    }

    /// What happens to a stream that begins: an answer on the socket, or a download.
    pub fn stream(&self, what: &str) -> StreamFault {
        let mut fault = StreamFault::default();
        for kind in self.hits(what, |kind| matches!(kind, Kind::Cut { .. } | Kind::Slow(_))) {
            match kind {
                Kind::Cut { after } => fault.cut_after = Some(after),
                Kind::Slow(pause) => fault.pause += pause,
                Kind::Latency(_) | Kind::Status { .. } => {}
            }
        }
        fault
    }
}

/// Middleware: delays and refuses calls as told.
pub async fn inject(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let what = format!("{} {}", request.method(), request.uri().path());
    let (wait, refusal) = state.faults().call(&what);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    match refusal {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(specs: &[&str]) -> Faults {
        Faults::new(&specs.iter().map(|spec| spec.parse().unwrap()).collect::<Vec<_>>())
    }

    fn statuses(faults: &Faults, calls: &[&str]) -> Vec<Option<u16>> {
        calls.iter().map(|call| faults.call(call).1.map(|error| error.status.as_u16())).collect()
    }

    #[test]
    fn every_nth_call_fails() {
        let found = statuses(&faults(&["429:every=2"]), &["GET /a"; 5]);
        assert_eq!(found, [None, Some(429), None, Some(429), None]);
    }

    #[test]
    fn a_limited_fault_ends() {
        assert_eq!(statuses(&faults(&["503:times=2"]), &["GET /a"; 3]), [Some(503), Some(503), None]);
        let found = statuses(&faults(&["500:every=2,times=1"]), &["GET /a"; 4]);
        assert_eq!(found, [None, Some(500), None, None]);
    }

    #[test]
    fn only_matching_calls_count() {
        let calls = ["GET /Task", "POST /Task", "GET /Agent", "POST /Task"];
        let found = statuses(&faults(&["503:every=2,on=POST /Task"]), &calls);
        assert_eq!(found, [None, None, None, Some(503)]);
    }

    #[test]
    fn a_429_says_when_to_come_back() {
        let retry_after = |spec: &str| faults(&[spec]).call("GET /a").1.unwrap().retry_after;
        assert_eq!(retry_after("429"), Some(1));
        assert_eq!(retry_after("429:seconds=7"), Some(7));
        assert_eq!(retry_after("503"), None);
    }

    #[test]
    fn streams_are_cut_and_slowed_and_calls_delayed() {
        let faults = faults(&["cut:after=3,every=2", "slow:ms=5", "latency:ms=20"]);
        assert_eq!(faults.call("GET /a").0, Duration::from_millis(20));
        let pause = Duration::from_millis(5);
        assert_eq!(faults.stream("GET /a"), StreamFault { cut_after: None, pause });
        assert_eq!(faults.stream("GET /a"), StreamFault { cut_after: Some(3), pause });
    }

    #[test]
    fn what_is_no_fault_is_refused_with_examples() {
        for spec in ["quake", "200", "429:every=often", "slow:speed=1", ""] {
            let message = spec.parse::<FaultSpec>().unwrap_err().to_string();
            assert!(message.contains("every=N"), "{message}");
        }
    }
}
