//! The bytes of an event stream (WHATWG HTML, "Server-sent events"): encoder and incremental decoder.
//!
//! The encoder writes numbers and JSON only, so that no text of an agent can end a line. The decoder takes
//! bytes as they arrive, split anywhere, and gives the same frames for every split.

use crate::limits::FRAME_BYTES;

/// One event of the stream, without the events name: ours are named inside their JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The `id:` of this frame, when it is a number.
    pub id: Option<u64>,
    /// The `data:` lines, joined by line feeds.
    pub data: String,
}

/// Encodes an event; `json` is compact JSON and so has no line breaks.
pub fn encode(id: u64, json: &str) -> String {
    debug_assert!(!json.contains(['\n', '\r']), "JSON must be compact");
    let mut frame = String::with_capacity(json.len() + 32);
    frame.push_str("id: ");
    frame.push_str(&id.to_string());
    frame.push_str("\ndata: ");
    frame.push_str(json);
    frame.push_str("\n\n");
    frame
}

/// A comment that keeps proxies and readers from giving the connection up.
pub const KEEP_ALIVE: &str = ":\n\n";

/// The stream can't be an event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A frame or line is longer than [`FRAME_BYTES`].
    TooLong,
    /// A line is not UTF-8.
    NotUtf8,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::TooLong => "an event of the stream is too long",
            Self::NotUtf8 => "the event stream is not valid UTF-8",
        })
    }
}

impl std::error::Error for DecodeError {}

/// Incremental decoder: feed it the body's bytes.
#[derive(Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    data: String,
    has_data: bool,
    id: Option<u64>,
    after_carriage_return: bool,
    begun: bool,
}

impl Decoder {
    /// Takes the next bytes and calls `on_frame` for each frame that they complete.
    pub fn push(&mut self, bytes: &[u8], on_frame: &mut dyn FnMut(Frame)) -> Result<(), DecodeError> {
        let mut rest = bytes;
        if self.after_carriage_return && !rest.is_empty() {
            self.after_carriage_return = false;
            if rest[0] == b'\n' {
                rest = &rest[1..];
            }
        }
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            self.extend_line(&rest[..end])?;
            let carriage_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if carriage_return {
                match rest.first() {
                    Some(b'\n') => rest = &rest[1..],
                    Some(_) => {}
                    None => self.after_carriage_return = true,
                }
            }
            self.end_line(on_frame)?;
        }
        self.extend_line(rest)
    }

    fn extend_line(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        if self.line.len() + self.data.len() + bytes.len() > FRAME_BYTES {
            return Err(DecodeError::TooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, on_frame: &mut dyn FnMut(Frame)) -> Result<(), DecodeError> {
        let mut bytes = std::mem::take(&mut self.line);
        let mut line = std::str::from_utf8(&bytes).map_err(|_| DecodeError::NotUtf8)?;
        if !self.begun {
            self.begun = true;
            line = line.strip_prefix('\u{feff}').unwrap_or(line);
        }
        if line.is_empty() {
            if std::mem::take(&mut self.has_data) {
                on_frame(Frame { id: self.id.take(), data: std::mem::take(&mut self.data) });
            }
            self.id = None;
        } else {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "data" => {
                    if self.has_data {
                        self.data.push('\n');
                    }
                    self.has_data = true;
                    self.data.push_str(value);
                }
                "id" => self.id = value.parse().ok(),
                _ => {}
            }
        }
        bytes.clear();
        self.line = bytes;
        Ok(())
    }
}
