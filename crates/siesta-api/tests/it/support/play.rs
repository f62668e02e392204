//! The client against recorded bytes.

use siesta_api::{Client, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{KEY, client};
use crate::recording::{Message, Recording};

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
