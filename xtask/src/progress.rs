//! What a person sees while something takes long: its name, the time so far, the time it took.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

/// How often a long step reports that it is still at work.
const TICK: Duration = Duration::from_secs(15);

/// Runs `work` as the step `name`, and reports on stderr when it starts, every 15 s, and when it ends.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let start = Instant::now();
    let (done, ended) = mpsc::channel::<()>();
    let ticking = name.to_owned();
    let ticker = thread::spawn(move || {
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(TICK) {
            eprintln!("    {ticking}: {} so far", elapsed(start.elapsed()));
        }
    });
    let outcome = work();
    drop(done);
    // The ticker ends by itself when its channel closes; a panic in it has nothing to do with the work.
    let _ = ticker.join();
    let word = if outcome.is_ok() { "done" } else { "failed" };
    eprintln!("    {name}: {word} after {}", elapsed(start.elapsed()));
    outcome
}

/// A duration as people say it: `0.4 s`, `57 s`, `3 min 05 s`.
pub fn elapsed(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        let check = |milliseconds, expected: &str| {
            assert_eq!(elapsed(Duration::from_millis(milliseconds)), expected);
        };
        check(420, "0.4 s");
        check(57_900, "57 s");
        check(60_000, "1 min 00 s");
        check(185_000, "3 min 05 s");
    }
}
