//! Large files: byte for byte, and in little memory.

use std::io;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use siesta_api::{FileContent, UploadFileRequest};
use uuid::Uuid;

use crate::support::{TestServer, client};

const SERVER: &str = "SIESTA_API_TEST_SERVER";
const SIZE: &str = "SIESTA_API_TEST_SIZE";
const GIBIBYTE: u64 = 1 << 30;
const MEBIBYTES_32_IN_KIB: u64 = 32 << 10;
/// A prime, so that no buffer's size hides a byte that is doubled or lost.
const PERIOD: usize = 65_521;

/// Bytes that repeat after a period.
fn pattern() -> Bytes {
    (0..PERIOD).map(|at| (at % 251) as u8).collect::<Vec<_>>().into()
}

fn content(size: u64) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let pattern = pattern();
    let pieces = (0..size).step_by(PERIOD);
    stream::iter(pieces.map(move |at| Ok(pattern.slice(..PERIOD.min((size - at) as usize)))))
}

/// Follows bytes that should be the pattern.
#[derive(Default)]
struct Follower {
    at: u64,
}

impl Follower {
    fn follow(&mut self, mut bytes: &[u8], pattern: &[u8]) {
        while !bytes.is_empty() {
            let place = (self.at % PERIOD as u64) as usize;
            let length = bytes.len().min(PERIOD - place);
            assert!(bytes[..length] == pattern[place..place + length], "another byte after {}", self.at);
            self.at += length as u64;
            bytes = &bytes[length..];
        }
    }
}

/// Checks what comes up, and sends down a file of the size that is its id.
async fn server() -> (TestServer, Arc<AtomicU64>) {
    let received = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&received);
    let store = post(async move |mut form: Multipart| {
        let mut part = form.next_field().await.unwrap().unwrap();
        assert_eq!((part.name(), part.file_name()), (Some("file"), Some("large.bin")));
        let (mut follower, pattern) = (Follower::default(), pattern());
        while let Some(bytes) = part.chunk().await.unwrap() {
            follower.follow(&bytes, &pattern);
        }
        count.fetch_add(follower.at, Ordering::SeqCst);
        Json(
            json!({"id": Uuid::from_u128(u128::from(follower.at)), "name": "large.bin", "size": follower.at}),
        )
    });
    let load = get(async |Path(size): Path<Uuid>| Body::from_stream(content(size.as_u128() as u64)));
    let routes = Router::new().route("/api/v1/File", store).route("/api/v1/File/{id}", load);
    (TestServer::start(routes.layer(DefaultBodyLimit::disable())).await, received)
}

/// Uses the server and the size that the environment names; alone, one of its own and some megabytes.
#[tokio::test]
async fn what_goes_up_comes_down_byte_for_byte() {
    let own = server().await.0;
    let url = std::env::var(SERVER).unwrap_or_else(|_| own.url.clone());
    let size = std::env::var(SIZE).map_or(5_000_000, |size| size.parse().unwrap());
    let client = client(&url);
    let before = memory_kib("VmHWM");

    let of_known_length = FileContent::stream(content(size)).with_length(size);
    for content in [of_known_length, FileContent::stream(content(size))] {
        let file = client.files().upload(UploadFileRequest::new("large.bin", content)).await.unwrap();
        assert_eq!(file.size, Some(size));
    }
    let mut file = client.files().download(Uuid::from_u128(u128::from(size))).await.unwrap();
    let (mut follower, pattern) = (Follower::default(), pattern());
    while let Some(bytes) = file.next().await {
        follower.follow(&bytes.unwrap(), &pattern);
    }
    assert_eq!(follower.at, size);
    println!("peak growth in KiB: {}", memory_kib("VmHWM").saturating_sub(before));
}

/// Runs the other test in a process of its own, so that nothing else's memory is measured.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_gibibyte_goes_up_and_down_in_less_than_32_mebibytes_of_memory() {
    let (server, received) = server().await;
    let url = server.url.clone();
    let output = tokio::task::spawn_blocking(move || {
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", "--nocapture", "transfers::large::what_goes_up_comes_down_byte_for_byte"]);
        test.env(SERVER, url).env(SIZE, GIBIBYTE.to_string()).output().unwrap()
    });
    let output = output.await.unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(report.contains("1 passed"), "{report} {}", String::from_utf8_lossy(&output.stderr));
    let growth = report.lines().find_map(|line| line.split_once("peak growth in KiB: ")).unwrap().1;
    let growth: u64 = growth.trim().parse().unwrap();
    println!("peak growth of a transfer of 1 GiB: {growth} KiB");
    assert!(growth < MEBIBYTES_32_IN_KIB, "{growth} KiB");
    assert_eq!(received.load(Ordering::SeqCst), 2 * GIBIBYTE);
}

/// A line of `/proc/self/status`; 0 where there is none.
fn memory_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.map_or(0, |value| value.trim().trim_end_matches(" kB").parse().unwrap())
}
