//! Requests and answers as bytes, one operation a file in `tests/recorded`.
//!
//! The request stands first, then `====`, then the answer. Lines end with a line feed in the file and with CR
//! LF on the wire. `{key}`, `{boundary}` and `{length}` stand for what differs each time.

use std::collections::BTreeSet;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded");

/// One operation's request and answer.
#[derive(Debug)]
pub struct Recording {
    pub operation: String,
    pub request: Message,
    pub answer: Message,
}

/// A first line, headers and a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub start: String,
    pub headers: BTreeSet<String>,
    pub body: String,
}

impl Recording {
    /// Every recording there is.
    pub fn all() -> Vec<Self> {
        let files = std::fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().path());
        let mut all: Vec<Self> = files.map(|path| Self::read(&path)).collect();
        all.sort_by(|a, b| a.operation.cmp(&b.operation));
        all
    }

    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let (request, answer) = text.split_once("\n====\n").unwrap();
        Self {
            operation: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            request: Message::read(&request.replace('\n', "\r\n")),
            answer: Message::read(&answer.strip_suffix('\n').unwrap().replace('\n', "\r\n")),
        }
    }

    pub fn answer_status(&self) -> u16 {
        self.answer.start.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Message {
    pub fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let start = lines.next().unwrap().to_owned();
        Self { start, headers: lines.map(str::to_owned).collect(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.headers.iter().filter_map(|line| line.split_once(": "));
        pairs.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> String {
        let headers: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        format!("{}\r\n{headers}\r\n{}", self.start, self.body)
    }
}
