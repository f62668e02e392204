//! The dev agent's program, built once and started for a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// What the program expects by default.
pub const KEY: &str = "dev-key-never-for-production";
pub const ORGANIZATION: &str = "5e1a7a00-0000-4000-8000-0000000000aa";
pub const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";

const PROGRAM: &str = "siesta-dev-agent";
const KNOWLEDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dev-agent/tests/data");

/// Cargo says where the program is; nothing is built when it is there already.
static PATH: LazyLock<String> = LazyLock::new(|| {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--package", "dev-agent", "--bin", PROGRAM, "--message-format", "json"]);
    let output = build.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the dev agent can't be built");
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut programs = messages.filter(|message| message["target"]["name"] == PROGRAM);
    programs.find_map(|message| message["executable"].as_str().map(str::to_owned)).unwrap()
});

/// A running dev agent that keeps everything in memory, but files in a folder. Ends with the test.
pub struct DevAgent {
    pub url: String,
    child: Child,
    _files: TempDir,
}

impl DevAgent {
    /// Starts with these options, on a free port.
    pub fn start(options: &[&str]) -> Self {
        let mut command = Command::new(&*PATH);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIESTA_")) {
            command.env_remove(name);
        }
        let files = TempDir::new().unwrap();
        command.args(["--listen", "127.0.0.1:0", "--knowledge", KNOWLEDGE]).args(options);
        command.arg("--files").arg(files.path());
        let mut child = command.env("RUST_LOG", "error").stdout(Stdio::piped()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let url = ready.trim().strip_prefix("ready ").unwrap_or_else(|| panic!("not ready: {ready:?}"));
        Self { url: url.to_owned(), child, _files: files }
    }
}

impl Drop for DevAgent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
