//! The log behind `--token-log`: when which part of an answer left, for measuring latency from here
//! to the screen.

use crate::error::StartError;
use crate::wire::now_micros;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

/// Appends one line for each piece sent.
pub struct TokenLog(Mutex<File>);

impl TokenLog {
    /// Opens the file for appending, and makes it where it is missing.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map(|file| Self(Mutex::new(file)))
            .map_err(|source| StartError::TokenLog { path: path.to_owned(), source })
    }

    /// Notes that the answer's first `cumulative_chars` characters have left by now. The count
    /// starts again with each answer.
    pub fn note(&self, cumulative_chars: usize) {
        let line = format!("{} {cumulative_chars}\n", now_micros());
        let written = match self.0.lock() {
            Ok(mut file) => file.write_all(line.as_bytes()),
            Err(_) => return,
        };
        if let Err(error) = written {
            tracing::warn!(%error, "token log not written");
        }
    }
}
