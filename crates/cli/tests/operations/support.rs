//! A dev agent, and the command with the settings to reach it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::dev_agent::{DevAgent, KEY, ORGANIZATION};

/// What a run of the command left.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A dev agent of its own for each test, and a folder to run in.
pub struct Place {
    pub dev_agent: DevAgent,
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With options of the dev agent.
    pub fn with(options: &[&str]) -> Self {
        Self { dev_agent: DevAgent::start(options), folder: TempDir::new().unwrap() }
    }

    /// The command, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_siesta"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIESTA_")) {
            command.env_remove(name);
        }
        command.env("SIESTA_API_URL", &self.dev_agent.url).env("SIESTA_API_KEY", KEY);
        command.env("SIESTA_ORG_ID", ORGANIZATION).current_dir(&self.folder).args(arguments);
        command
    }

    /// Runs it without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs it with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // One that refuses its command line does not wait for its input.
        let _ = child.stdin.take().unwrap().write_all(input);
        run(child.wait_with_output().unwrap())
    }

    /// Runs it, expects success, and returns what it wrote.
    pub fn done(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
        run.stdout
    }

    /// The same with `--json`.
    pub fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// The id of the first workspace.
    pub fn workspace(&self) -> String {
        text(&self.json(&["workspaces", "list"])[0]["id"])
    }

    /// Creates a task and returns its id.
    pub fn task(&self, title: &str) -> String {
        let workspace = self.workspace();
        text(&self.json(&["tasks", "create", title, "--workspace", &workspace, "--yes"])["id"])
    }
}

fn run(output: Output) -> Run {
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
