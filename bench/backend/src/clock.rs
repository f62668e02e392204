//! When a token was sent, written into the token itself.

use rustix::time::{ClockId, clock_gettime};

/// The monotonic clock in nanoseconds: the same for all processes of a machine.
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}

/// A token that says when it was made.
pub fn stamped_token() -> String {
    format!("word@{}; ", now())
}

/// Calls `on_stamp` with the time of each token in a text, whatever else stands around and between them.
pub fn stamps(text: &str, mut on_stamp: impl FnMut(u64)) {
    for after in text.split('@').skip(1) {
        if let Some((Ok(sent), _)) = after.split_once(';').map(|(digits, rest)| (digits.parse(), rest)) {
            on_stamp(sent);
        }
    }
}
