//! The binary: its ready line, its refusals, its end.

use crate::support::{AGENT, KEY, ORGANIZATION, http_client};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_siesta-dev-agent"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIESTA_DEV_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// A running dev agent that does not outlive its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Fails when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts and waits for the ready line; returns the process and its URL.
fn run(mut command: Command) -> (Process, String) {
    let mut child = Process(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    let mut stdout = BufReader::new(child.0.stdout.as_mut().unwrap());
    stdout.read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("ready ").unwrap_or_else(|| panic!("not ready: {line}"));
    (child, url.to_owned())
}

/// Expects a refusal with exit code 2, and returns what it says.
fn refusal(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn signal(child: &Process, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.0.id().to_string()]).status();
    assert!(status.unwrap().success());
}

#[tokio::test]
async fn one_ready_line_then_answers_then_a_clean_end() {
    for name in ["TERM", "INT"] {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("a.md"), "# Limits\n\nTen attachments at most.\n").unwrap();
        let knowledge = folder.path().to_str().unwrap();
        let (mut child, url) = run(command(&["--listen", "127.0.0.1:0", "--knowledge", knowledge]));
        assert!(url.starts_with("http://127.0.0.1:"));
        let request = http_client().post(format!("{url}/api/v1/Agent/{AGENT}/response"));
        let request = request.header("X-Api-Key", KEY).header("X-Org-Id", ORGANIZATION);
        let response = request.json(&json!({"message": "attachments"})).send().await.unwrap();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["response"], "Ten attachments at most. [1]");

        signal(&child, name);
        assert!(child.0.wait().unwrap().success(), "{name}");
        let mut rest = String::new();
        child.0.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[tokio::test]
async fn options_come_from_the_environment_too() {
    let mut command = command(&["--listen", "127.0.0.1:0"]);
    command.env("SIESTA_DEV_API_KEY", "from-the-environment");
    let (mut child, url) = run(command);
    let request = http_client().get(format!("{url}/api/v1/Agent"));
    let request = request.header("X-Api-Key", "from-the-environment").header("X-Org-Id", ORGANIZATION);
    assert_eq!(request.send().await.unwrap().status(), 200);
    signal(&child, "TERM");
    assert!(child.0.wait().unwrap().success());
}

#[test]
fn without_knowledge_it_says_how_to_give_some() {
    let folder = TempDir::new().unwrap();
    let mut command = command(&["--listen", "127.0.0.1:0"]);
    command.current_dir(folder.path());
    let (mut child, url) = run(command);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer: Value = runtime.block_on(async {
        let request = http_client().post(format!("{url}/api/v1/Agent/{AGENT}/response"));
        let request = request.header("X-Api-Key", KEY).header("X-Org-Id", ORGANIZATION);
        request.json(&json!({"message": "attachments"})).send().await.unwrap().json().await.unwrap()
    });
    assert!(answer["response"].as_str().unwrap().contains("--knowledge DIR"));
    signal(&child, "TERM");
    assert!(child.0.wait().unwrap().success());
}

#[test]
fn a_taken_port_is_refused_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let message = refusal(&["--listen", &taken.local_addr().unwrap().to_string()]);
    assert!(message.contains("--listen"), "{message}");
}

#[test]
fn a_missing_knowledge_folder_is_refused_with_the_remedy() {
    let message = refusal(&["--listen", "127.0.0.1:0", "--knowledge", "/nonexistent/docs"]);
    assert!(message.contains("/nonexistent/docs") && message.contains("--knowledge"), "{message}");
}

#[test]
fn an_unusable_database_is_refused_with_the_remedy() {
    let folder = TempDir::new().unwrap();
    let no_database = folder.path().join("notes.txt");
    std::fs::write(&no_database, "these are notes, and no database at all\n".repeat(40)).unwrap();
    for path in [no_database.to_str().unwrap(), "/nonexistent/agent.db"] {
        let message = refusal(&["--listen", "127.0.0.1:0", "--database", path]);
        assert!(message.contains(path) && message.contains("--database"), "{message}");
    }
}

#[test]
fn a_model_s_address_that_is_none_is_refused_with_the_remedy() {
    for url in ["localhost:11434", "ftp://127.0.0.1/v1", "no address"] {
        let message = refusal(&["--listen", "127.0.0.1:0", "--model-url", url]);
        assert!(message.contains(url) && message.contains("--model-url"), "{message}");
    }
}

#[test]
fn a_fault_or_limit_that_is_none_is_refused_with_examples() {
    let message = refusal(&["--fault", "quake"]);
    assert!(message.contains("`quake` is no fault") && message.contains("429:seconds=2"), "{message}");
    let message = refusal(&["--rate-limit", "many"]);
    assert!(message.contains("100/60"), "{message}");
}

#[test]
fn an_address_that_others_can_reach_needs_a_word() {
    let message = refusal(&["--listen", "0.0.0.0:0"]);
    assert!(message.contains("--allow-remote"), "{message}");
    let (mut child, url) = run(command(&["--listen", "0.0.0.0:0", "--allow-remote"]));
    assert!(url.starts_with("http://0.0.0.0:"));
    signal(&child, "TERM");
    assert!(child.0.wait().unwrap().success());
}
