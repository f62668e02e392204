//! Requests and answers as bytes, one operation a file in `tests/recorded`.
//!
//! The request stands first, then `====`, then the answer. Lines end with a line feed in the file and with CR
//! LF on the wire. `{key}`, `{boundary}` and `{length}` stand for what differs each time.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use siesta_api::{Client, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{KEY, client};

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

    /// Method and path, without the query.
    pub fn target(&self) -> (&str, &str) {
        let mut words = self.request.start.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        (method, target.split('?').next().unwrap())
    }

    pub fn answer_status(&self) -> u16 {
        self.answer.start.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The answer's body, if it is JSON.
    pub fn answer_json(&self) -> Option<Value> {
        serde_json::from_str(&self.answer.body).ok()
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

/// Makes a call against a socket that compares the request with the recorded one and gives the recorded answer.
pub async fn play<T>(operation: &str, call: impl AsyncFnOnce(Client) -> Result<T, Error>) -> T {
    let recordings = Recording::all();
    let recording = recordings.into_iter().find(|recording| recording.operation == operation).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let answer = recording.answer.bytes();
    let serving = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let head = super::read_request(&mut socket).await;
        let mut request = Message::read(&head);
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        socket.read_exact(&mut body).await.unwrap();
        request.body = String::from_utf8(body).unwrap();
        socket.write_all(answer.as_bytes()).await.unwrap();
        request
    });
    let outcome = call(client(&format!("http://{host}"))).await.unwrap();
    let mut sent = serving.await.unwrap();
    assert!(sent.headers.remove(&format!("host: {host}")), "{sent:?}");
    assert!(sent.headers.remove(concat!("user-agent: siesta-api/", env!("CARGO_PKG_VERSION"))), "{sent:?}");
    assert_eq!(generalized(sent), recording.request, "{operation}");
    outcome
}

/// The request with what differs each time replaced by its place-holder.
fn generalized(sent: Message) -> Message {
    let boundary = sent.header("content-type").and_then(|kind| kind.split_once("boundary="));
    let boundary = boundary.map(|(_, boundary)| boundary.to_owned());
    let length = sent.header("content-length").map(|length| format!("content-length: {length}"));
    let replace = |text: String| {
        let text = text.replace(KEY, "{key}");
        match (&boundary, &length) {
            // The boundary's length is part of the body's.
            (Some(boundary), Some(length)) => {
                text.replace(boundary, "{boundary}").replace(length, "content-length: {length}")
            }
            _ => text,
        }
    };
    let headers = sent.headers.into_iter().map(replace).collect();
    Message { start: sent.start, headers, body: replace(sent.body) }
}
