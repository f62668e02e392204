//! Asks a server on loopback whether it is ready.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::server::{Server, fail_if_ended};

/// Patience for one answer, and for readiness.
const ONE_ANSWER: Duration = Duration::from_secs(5);
const READY: Duration = Duration::from_secs(120);

/// Waits until `GET url/path` answers 200; fails when one of the servers ends.
pub fn wait_for(url: &str, path: &str, servers: &mut [Server]) -> Result<()> {
    let start = Instant::now();
    loop {
        fail_if_ended(servers)?;
        let answer = status(url, path);
        match answer {
            Ok(200) => return Ok(()),
            _ if start.elapsed() < READY => thread::sleep(Duration::from_millis(100)),
            Ok(status) => bail!("{url}{path} still answers {status} after {} s", READY.as_secs()),
            Err(error) => return Err(error.context(format!("{url}{path} does not answer"))),
        }
    }
}

/// The status code of `GET url/path`.
fn status(url: &str, path: &str) -> Result<u16> {
    let authority = url.strip_prefix("http://").context("not an http:// address")?.trim_end_matches('/');
    let mut stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(ONE_ANSWER))?;
    stream.set_write_timeout(Some(ONE_ANSWER))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    parse(&head).context("the answer is not HTTP")
}

/// The status of `HTTP/1.1 200`.
fn parse(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head).ok()?.strip_prefix("HTTP/1.")?.get(2..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read_from_the_first_line() {
        let check = |head: &str, expected| assert_eq!(parse(head.as_bytes()), expected, "{head}");
        check("HTTP/1.1 200", Some(200));
        check("HTTP/1.0 503", Some(503));
        check("SSH-2.0-Open", None);
    }
}
