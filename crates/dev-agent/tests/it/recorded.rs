//! Recorded bytes: requests as they go over the wire and what came back, one of each operation. What
//! differs each time is masked: ids by the order in which they appear, times, the date.
//!
//! `UPDATE_RECORDED=1 cargo test -p dev-agent recorded` writes the recording anew; read the difference.

use crate::support::start;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

const FILE: &str = "tests/data/recorded.http";
const REQUEST: &str = "=== request\n";
const RESPONSE: &str = "=== response\n";

/// Ids that are the same each time.
const FIXED: &str = "5e1a7a00-0000-4000-8000-";

/// Gives each new id a name, and knows them later.
#[derive(Default)]
struct Ids(BTreeMap<Uuid, usize>);

impl Ids {
    fn masked(&mut self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some(c) = rest.chars().next() {
            let id =
                rest.get(..36).filter(|it| !it.starts_with(FIXED)).and_then(|it| Uuid::try_parse(it).ok());
            let moment = rest.get(..10).is_some_and(|it| {
                it.starts_with("20")
                    && it
                        .bytes()
                        .enumerate()
                        .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
            });
            if let Some(id) = id {
                let next = self.0.len() + 1;
                let number = *self.0.entry(id).or_insert(next);
                out.push_str(&format!("<id {number}>"));
                rest = &rest[36..];
            } else if moment {
                out.push_str("<time>");
                rest = &rest[rest.find('Z').unwrap() + 1..];
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        let dated = |line: &str| if line.starts_with("date: ") { "date: <date>" } else { line }.to_owned();
        // Times have no fixed length.
        let sized = |line: String| {
            if line.starts_with("content-length: ") && text.contains("application/json") {
                "content-length: <length>".to_owned()
            } else {
                line
            }
        };
        out.split('\n').map(dated).map(sized).collect::<Vec<_>>().join("\n")
    }

    fn filled(&self, text: &str) -> String {
        let fill = |text: String, (id, number): (&Uuid, &usize)| {
            text.replace(&format!("<id {number}>"), &id.to_string())
        };
        self.0.iter().fold(text.to_owned(), fill)
    }
}

async fn exchange(address: &str, request: &str) -> String {
    let (head, body) = request.split_once("\n\n").unwrap_or((request.trim_end(), ""));
    let body = body.trim_end_matches('\n');
    // A form's lines end as a head's do.
    let body = if head.contains("multipart/") {
        format!("{}\r\n", body.replace('\n', "\r\n"))
    } else {
        body.to_owned()
    };
    let mut head = head.replace('\n', "\r\n");
    if !body.is_empty() {
        head.push_str(&format!("\r\nContent-Length: {}", body.len()));
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    String::from_utf8(response).unwrap().replace("\r\n", "\n").trim_end().to_owned()
}

#[tokio::test]
async fn recorded_requests_get_the_recorded_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let recorded = std::fs::read_to_string(&path).unwrap();
    let agent = start().await;
    let address = agent.url.strip_prefix("http://").unwrap();
    let mut ids = Ids::default();
    let (mut played, mut operations) = (String::new(), 0);
    for part in recorded.split(REQUEST).skip(1) {
        let (request, _) = part.split_once(RESPONSE).unwrap();
        let response = exchange(address, &ids.filled(request)).await;
        let response = ids.masked(&response);
        played.push_str(&format!("{REQUEST}{request}{RESPONSE}{response}\n\n"));
        operations += 1;
    }
    assert!(operations >= 18, "{operations}");
    if std::env::var_os("UPDATE_RECORDED").is_some() {
        std::fs::write(&path, format!("{}\n", played.trim_end())).unwrap();
    } else {
        assert_eq!(played.trim_end(), recorded.trim_end(), "read the difference, then UPDATE_RECORDED=1");
    }
}
