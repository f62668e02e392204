//! What was asked for, on standard output.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Writes a text as it is.
pub fn text(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Writes a text to standard error, for people beside what was asked for.
pub fn note(text: &str) -> Result<(), Failure> {
    io::stderr().lock().write_all(text.as_bytes()).map_err(Failure::Output)
}

/// Writes a value as JSON, two blanks a level and a line end at its end.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut written = serde_json::to_string_pretty(value).map_err(|error| Failure::Output(error.into()))?;
    written.push('\n');
    text(&written)
}
