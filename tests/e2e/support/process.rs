//! Real programs beside a test, each in a process group of its own that ends with it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

/// How long a program may take until it says that it is ready. Browsers start slowly on a busy machine.
const READY: Duration = Duration::from_secs(60);

/// Ends the group `$1` once standard input closes: also when the test's own process is killed.
const GUARDIAN: &str = r#"read -r _; kill -s KILL -- "-$1""#;

/// A running program. Dropping it ends its whole group.
pub struct Process {
    group: Pid,
    child: Child,
    guardian: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` and waits until a line of its standard output makes `ready` say where it listens.
    /// What it writes to standard error is in `log`.
    pub fn start(
        command: &mut Command,
        log: &Path,
        ready: impl Fn(&str) -> Option<String> + Send + 'static,
    ) -> (Self, String) {
        Self::try_start(command, log, ready).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// The same for a program that may fail at its start: says what it said.
    pub fn try_start(
        command: &mut Command,
        log: &Path,
        ready: impl Fn(&str) -> Option<String> + Send + 'static,
    ) -> Result<(Self, String), String> {
        let (mut process, program) = Self::spawn(command, log, Stdio::piped());
        let output = process.child.stdout.take().expect("standard output is piped");
        let (sender, said) = mpsc::channel();
        thread::spawn(move || {
            let mut sender = Some(sender);
            // Read to the end, so that the program never waits for somebody to read.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(address) = ready(&line)
                    && let Some(sender) = sender.take()
                {
                    // Nobody listens any more when the test has given up.
                    let _ = sender.send(address);
                }
            }
        });
        match said.recv_timeout(READY) {
            Ok(address) => Ok((process, address)),
            Err(error) => Err(format!("{program} was not ready: {error}; it said:\n{}", process.said())),
        }
    }

    /// Starts a program that says nothing of itself.
    pub fn start_silent(command: &mut Command, log: &Path) -> Self {
        Self::spawn(command, log, Stdio::null()).0
    }

    fn spawn(command: &mut Command, log: &Path, output: Stdio) -> (Self, String) {
        let program = command.get_program().to_string_lossy().into_owned();
        let errors = File::options().create(true).append(true).open(log).expect("a log file can be made");
        command.process_group(0).stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let group = Pid::from_child(&child);
        let guardian = Command::new("sh")
            .args(["-c", GUARDIAN, "sh", &group.as_raw_pid().to_string()])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        (Self { group, child, guardian, log: log.to_owned() }, program)
    }

    /// What it wrote to standard error so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends the group at once, as a crash would.
    pub fn kill(&mut self) {
        // The leader is not collected yet, so the group's number is still ours.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
        // Before its input closes: the group's number may belong to somebody else by now.
        let _ = self.guardian.kill();
        let _ = self.guardian.wait();
    }
}

/// Where a server says it listens: `ready http://…`.
pub fn ready_line(line: &str) -> Option<String> {
    line.strip_prefix("ready ").map(str::to_owned)
}
