//! A thousand readers who take nothing: the program's memory stays flat, all are cut, and whoever does read is
//! served as before.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::support::backend::{Asked, Transport, environment, http_client, id};
use crate::support::events::Events;
use crate::support::memory;
use crate::support::process::Process;
use crate::support::vendor::{Plan, Step, Vendor, delta, done};

const STALLED: usize = 1_000;
const HEALTHY: usize = 8;
/// How long there are stalled readers. A connection is cut after half a minute, and with `--all` opened again.
const WHILE: Duration = Duration::from_secs(20);
const WHILE_ALL: Duration = Duration::from_secs(120);
/// How long it takes until each has all that it is given.
const SETTLING: Duration = Duration::from_secs(12);
/// The conversation that they don't read: more than sockets hold.
const ANSWERS: usize = 2;
const PIECES: usize = 100;
const PIECE: usize = 8 * 1024;
/// How much more memory may be in use at the end of the stall than at its beginning, less than one more page of the
/// log for each; and for a reader in all.
const GROWTH: u64 = 24 * 1024 * 1024;
const A_READER: u64 = 64 * 1024;

struct Reader<'a> {
    url: &'a str,
    token: &'a str,
    thread: &'a str,
}

impl Reader<'_> {
    /// Asks for all of the conversation and reads nothing of it.
    async fn stall(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        let Self { token, thread, .. } = self;
        let head = format!(
            "GET /v1/threads/{thread}/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }
}

/// Asks in the conversation that is named.
fn ask(url: &str, token: &str, asked: &Asked) -> RequestBuilder {
    let request = http_client().post(format!("{url}/v1/assistants/primary/runs"));
    request.bearer_auth(token).json(&asked.body())
}

/// Reads on, and tells the number of each delta it gets.
fn follow(mut events: Events) -> (JoinHandle<Vec<u64>>, tokio::sync::mpsc::UnboundedReceiver<usize>) {
    let (told, telling) = tokio::sync::mpsc::unbounded_channel();
    let reading = tokio::spawn(async move {
        let mut numbers = Vec::new();
        while let Some((number, event)) = events.next().await {
            numbers.push(number);
            if let Some(text) = event["delta"].as_str() {
                told.send(text.parse().unwrap()).unwrap();
            }
        }
        numbers
    });
    (reading, telling)
}

/// How many sockets are open.
fn sockets(pid: u32) -> usize {
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let is_socket = |file: &std::fs::DirEntry| {
        std::fs::read_link(file.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:"))
    };
    files.flatten().filter(is_socket).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_stalled_readers_cost_nothing_and_are_cut_and_others_read_on() {
    let all = std::env::var_os("SIESTA_TEST_ALL").is_some();
    let long: Vec<Step> = (0..PIECES).map(|_| delta(&"x".repeat(PIECE))).chain([done("completed")]).collect();
    let long = vec![long; ANSWERS].into_iter();
    // One piece each time that the test releases one.
    let live = (0..100_000).flat_map(|number| [Step::Hold, delta(&number.to_string())]).collect();
    let vendor = Vendor::start(Plan { next: long.chain([live]).collect(), ..Plan::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = environment(folder.path(), Transport::Realtime, &vendor.url);
    for (name, value) in [
        ("CHAT_LIMIT_CONNECTIONS", "100000, 100000"),
        ("CHAT_LIMIT_REQUESTS", "1000000, 1000000, 1000000"),
        ("CHAT_RUN_DEADLINE_SECONDS", "1800"),
    ] {
        settings.insert(name.to_owned(), value.to_owned());
    }
    let process = Process::spawn(&settings, "error").listening();
    let (url, pid) = (process.url.clone(), process.pid());
    let session = http_client().post(format!("{url}/v1/session")).json(&json!({})).send().await.unwrap();
    let session: Value = session.json().await.unwrap();
    let token = session["token"].as_str().unwrap();

    let question = || Asked { thread: id(), run: id(), text: "Hi?".to_owned() };
    let (asked_long, asked_live) = (question(), question());
    for _ in 0..ANSWERS {
        let asked = Asked { run: id(), ..asked_long.clone() };
        let whole = Events::of(ask(&url, token, &asked).send().await.unwrap()).all().await;
        assert_eq!(whole.last().unwrap().1["type"], "RUN_FINISHED");
    }

    let mut healthy = Vec::new();
    for _ in 0..HEALTHY {
        // The same run again: each reads it from its first event.
        healthy.push(follow(Events::of(ask(&url, token, &asked_live).send().await.unwrap())));
    }
    let mut given = 0;
    let mut give = async || {
        vendor.release();
        for (_, telling) in &mut healthy {
            let number = tokio::time::timeout(Duration::from_secs(60), telling.recv()).await;
            assert_eq!(number.unwrap(), Some(given), "each piece comes to each reader, once and in order");
        }
        given += 1;
        sleep(Duration::from_millis(20)).await;
    };
    for _ in 0..100 {
        give().await;
    }

    let reader = Reader { url: &url, token, thread: &asked_long.thread };
    let (idle_memory, idle_sockets) = (memory::resident(pid), sockets(pid));
    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        stalled.push(reader.stall().await);
    }
    let begin = Instant::now();
    // Until each has been given what its socket takes, which trickles while the kernel tries again.
    while begin.elapsed() < SETTLING {
        give().await;
    }
    assert!(sockets(pid) >= idle_sockets + STALLED, "they are all there");
    let stalled_memory = memory::resident(pid);
    memory::forget_peak(pid);
    while begin.elapsed() < if all { WHILE_ALL } else { WHILE } {
        give().await;
        if all && sockets(pid) < idle_sockets + STALLED / 2 {
            stalled.clear();
            while stalled.len() < STALLED {
                stalled.push(reader.stall().await);
            }
        }
    }
    // Their end is the backend's doing: nobody has closed anything here.
    while sockets(pid) > idle_sockets {
        assert!(begin.elapsed() < WHILE_ALL * 4, "they are still there");
        give().await;
    }
    let peak = memory::peak(pid);
    for mut cut in stalled {
        let mut taken = Vec::new();
        let _ = cut.read_to_end(&mut taken).await;
        assert!(taken.len() < ANSWERS * PIECES * PIECE / 2, "cut before its end: {}", taken.len());
    }
    assert!(peak < stalled_memory + GROWTH, "{stalled_memory} grew to {peak}");
    assert!(peak < idle_memory + STALLED as u64 * A_READER + GROWTH, "{idle_memory} grew to {peak}");

    let cancel = http_client().post(format!("{url}/v1/runs/{}/cancel", asked_live.run));
    assert_eq!(cancel.bearer_auth(token).send().await.unwrap().status(), 202);
    for (reading, _) in healthy {
        let numbers = tokio::time::timeout(Duration::from_secs(60), reading).await.unwrap().unwrap();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
        assert!(numbers.len() > given);
    }
}
