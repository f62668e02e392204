//! Servers that break the rules, written on the bare socket.

use std::future::Future;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

/// Hands each connection, with its number from 0, to `handle`. Returns the base URL.
pub async fn raw_server<F, R>(handle: F) -> String
where
    F: Fn(usize, TcpStream) -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(handle(number, socket));
        }
    });
    url
}

/// Reads up to the end of a request's head.
pub async fn read_request(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// The value of a header in a request's head.
pub fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let mut values = headers.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    values.next().unwrap()
}
