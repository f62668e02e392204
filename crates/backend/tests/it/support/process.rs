//! The backend's own program, with all that it writes.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use super::backend::{Transport, environment};
use super::database::Database;

/// A running program.
pub struct Process {
    pub url: String,
    child: Child,
    log: Option<JoinHandle<String>>,
}

impl Process {
    /// Starts it with a log at the finest level, and waits until it listens.
    pub fn start(environment: &BTreeMap<String, String>) -> Self {
        Self::spawn(environment, "trace").listening()
    }

    /// Starts it with a log of this level.
    pub fn spawn(environment: &BTreeMap<String, String>, level: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chat-backend"))
            .env_clear()
            .envs(environment)
            .env("RUST_LOG", level)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            stderr.read_to_end(&mut log).unwrap();
            String::from_utf8(log).unwrap()
        });
        Self { url: String::new(), child, log: Some(log) }
    }

    /// Waits until it listens.
    pub fn listening(mut self) -> Self {
        let mut line = String::new();
        BufReader::new(self.child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        match line.trim_end().strip_prefix("ready ") {
            Some(url) => self.url = url.to_owned(),
            None => panic!("it ended instead of listening: {}", self.log()),
        }
        self
    }

    /// What the system calls it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself.
    pub fn ended(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Kills it, and returns its log.
    pub fn log(mut self) -> String {
        // On Unix this is SIGKILL.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Settings of a backend that is killed and started again: always on the same port, on this database, with room
/// for whoever asks fast.
pub fn reborn(database: &Database, folder: &std::path::Path, siesta_url: &str) -> BTreeMap<String, String> {
    let mut environment = environment(folder, Transport::Realtime, siesta_url);
    let many = "1000000, 1000000, 1000000";
    for (name, value) in [
        ("CHAT_DATABASE_URL", database.url.as_str()),
        ("CHAT_LISTEN", &free_address()),
        ("CHAT_LIMIT_REQUESTS", many),
        ("CHAT_LIMIT_RUNS", many),
        ("CHAT_LIMIT_RUNNING", many),
    ] {
        environment.insert(name.to_owned(), value.to_owned());
    }
    environment
}

/// An address below those that the system gives to outgoing connections: one of these could take it in between.
fn free_address() -> String {
    loop {
        let port = 20_000 + uuid::Uuid::new_v4().as_u128() % 12_000;
        let address = format!("127.0.0.1:{port}");
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}
