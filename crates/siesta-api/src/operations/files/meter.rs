//! Watches an upload: how much has gone, whether it was as much as was told, and whether it goes on.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// What is known of one attempt.
pub(crate) struct Meter {
    reading: Mutex<Reading>,
    /// Rings when the last piece has gone.
    ended: Notify,
}

struct Reading {
    announced: Option<u64>,
    gone: u64,
    /// When the last piece went.
    moved: Instant,
    ended: bool,
    failure: Option<io::Error>,
}

impl Meter {
    pub(super) fn new(announced: Option<u64>) -> Self {
        let moved = Instant::now();
        let reading = Reading { announced, gone: 0, moved, ended: false, failure: None };
        Self { reading: Mutex::new(reading), ended: Notify::new() }
    }

    /// Notes a piece on its way from the source to the network.
    pub(super) fn pass(&self, piece: Option<io::Result<Bytes>>) -> Option<io::Result<Bytes>> {
        let mut reading = self.reading();
        reading.moved = Instant::now();
        let outcome = match piece {
            Some(Ok(piece)) => {
                reading.gone += piece.len() as u64;
                match reading.announced {
                    Some(announced) if reading.gone > announced => Err(too_long(announced)),
                    _ => return Some(Ok(piece)),
                }
            }
            Some(Err(error)) => Err(error),
            None => match reading.announced {
                Some(announced) if reading.gone < announced => Err(too_short(reading.gone, announced)),
                _ => Ok(()),
            },
        };
        reading.ended = true;
        self.ended.notify_one();
        let error = outcome.err()?;
        let told = io::Error::new(error.kind(), error.to_string());
        reading.failure = Some(error);
        Some(Err(told))
    }

    /// What failed on this side, once.
    pub(crate) fn failure(&self) -> Option<io::Error> {
        self.reading().failure.take()
    }

    /// Returns when nothing has moved for `idle`, or when all is sent and `answer` has passed since.
    pub(crate) async fn stalled(&self, idle: Duration, answer: Duration) {
        loop {
            let until = {
                let reading = self.reading();
                reading.moved + if reading.ended { answer } else { idle }
            };
            if until <= Instant::now() {
                return;
            }
            tokio::select! {
                () = sleep_until(until) => {}
                () = self.ended.notified() => {}
            }
        }
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_long(announced: u64) -> io::Error {
    let message = format!("the content is longer than the {announced} bytes that were told");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn too_short(gone: u64, announced: u64) -> io::Error {
    let message = format!("the content ended after {gone} of {announced} bytes");
    io::Error::new(io::ErrorKind::UnexpectedEof, message)
}
