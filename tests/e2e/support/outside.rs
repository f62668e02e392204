//! All other machines: a proxy that browsers are given for them. It notes who was asked for, and answers nobody.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where browsers ask of themselves, whatever they are told: updates, lists, accounts.
const OWN: [&str; 5] = ["google.com", "googleapis.com", "gvt1.com", "mozilla.com", "mozilla.net"];

/// The proxy.
pub struct Outside {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it listens").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(note(stream, noted.clone()));
            }
        });
        Self { address, asked }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What was asked for since the last call, as `GET http://elsewhere.example/` or `CONNECT elsewhere.example:443`.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("no holder panics"))
    }
}

async fn note(stream: TcpStream, asked: Arc<Mutex<Vec<String>>>) {
    let mut line = String::new();
    // A connection that a browser opens and doesn't use says nothing, and tells nobody anything.
    if !BufReader::new(stream).read_line(&mut line).await.is_ok_and(|length| length > 0) {
        return;
    }
    let request = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let host = request.split(' ').nth(1).unwrap_or_default();
    let host = host.trim_start_matches("http://").split(['/', ':']).next().unwrap_or_default();
    if !OWN.iter().any(|own| host.ends_with(own)) {
        asked.lock().expect("no holder panics").push(request);
    }
}
