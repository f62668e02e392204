//! Child processes that never outlive this one.
//!
//! Every child leads a process group of its own, and three things end the group: dropping its [`Group`], a
//! signal to us ([`stop_children_on_signals`]), and our own death, even by SIGKILL: a small shell beside each
//! child waits for the other end of its standard input to close, which the kernel does for us.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long a group may take to end after SIGTERM before it gets SIGKILL.
const GRACE: Duration = Duration::from_secs(5);

/// Ends the group `$1` once standard input closes. Only the `-s` form of `kill` takes `--` in every shell.
const GUARDIAN: &str = r#"read -r _; kill -s TERM -- "-$1" && sleep 5 && kill -s KILL -- "-$1""#;

/// The groups that run now.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// Set once a signal has told us to stop: children end now because we end them.
static STOPPING: AtomicBool = AtomicBool::new(false);

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running child with everything it started.
#[derive(Debug)]
pub struct Group {
    name: String,
    pid: Pid,
    /// The direct child; its pipes may be taken.
    pub child: Child,
    guardian: Child,
}

impl Group {
    /// Starts `command`; `name` is what error messages call it.
    pub fn spawn(command: &mut Command, name: &str) -> Result<Self> {
        let child =
            command.stdin(Stdio::null()).process_group(0).spawn().map_err(|error| match error.kind() {
                ErrorKind::NotFound => anyhow!(
                    "{name}: there is no `{}` on this machine: install it, or put it on PATH",
                    command.get_program().display()
                ),
                _ => anyhow!(error)
                    .context(format!("{name}: `{}` does not start", command.get_program().display())),
            })?;
        let pid = Pid::from_child(&child);
        running().insert(pid.as_raw_pid());
        let guardian = Command::new("sh")
            .args(["-c", GUARDIAN, "sh", &pid.as_raw_pid().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("`sh` does not start")?;
        Ok(Self { name: name.to_owned(), pid, child, guardian })
    }

    /// What error messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits until the direct child ends by itself.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait().with_context(|| format!("{}: lost sight of it", self.name))?;
        hold_while_stopping();
        Ok(status)
    }

    /// How the direct child ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait().with_context(|| format!("{}: lost sight of it", self.name))?;
        hold_while_stopping();
        Ok(status)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            end(&[self.pid]);
            let _ = self.child.wait();
        }
        running().remove(&self.pid.as_raw_pid());
        // Before its input closes: the group's number may belong to somebody else by now.
        let _ = self.guardian.kill();
        let _ = self.guardian.wait();
    }
}

/// Runs `command` to its end; anything but success is an error that names what was run.
pub fn run(command: &mut Command, name: &str) -> Result<()> {
    let status = Group::spawn(command, name)?.wait()?;
    if !status.success() {
        bail!("{name}: `{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs `command` to its end and returns what it wrote to standard output.
pub fn output(command: &mut Command, name: &str) -> Result<String> {
    let mut group = Group::spawn(command.stdout(Stdio::piped()), name)?;
    let stdout = group.child.stdout.take().context("standard output is not piped")?;
    let text = std::io::read_to_string(stdout).with_context(|| format!("{name}: output is not UTF-8"))?;
    let status = group.wait()?;
    if !status.success() {
        bail!("{name}: `{}` ended with {status}", shown(command));
    }
    Ok(text)
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// From now on SIGINT, SIGTERM and SIGHUP end all children, then this process.
pub fn stop_children_on_signals() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            STOPPING.store(true, Ordering::SeqCst);
            let groups: Vec<Pid> = running().iter().filter_map(|&pid| Pid::from_raw(pid)).collect();
            if !groups.is_empty() {
                eprintln!("stopping");
            }
            end(&groups);
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Never returns once a signal has come: the thread that got it ends the process, and the ends of the children
/// that it causes are no news.
fn hold_while_stopping() {
    while STOPPING.load(Ordering::SeqCst) {
        thread::park();
    }
}

/// Asks the groups to end, waits a little, then makes them.
fn end(groups: &[Pid]) {
    for &group in groups {
        let _ = kill_process_group(group, Signal::TERM);
    }
    let deadline = Instant::now() + GRACE;
    let alive = |group: &&Pid| test_kill_process_group(**group).is_ok() && !only_zombie(**group);
    while groups.iter().any(|group| alive(&group)) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    for &group in groups.iter().filter(alive) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Whether the group's leader has ended and waits to be collected, which still counts as existing.
fn only_zombie(group: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", group.as_raw_pid())).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Result<Group> {
        Group::spawn(Command::new("sleep").arg("600"), "sleeper")
    }

    #[test]
    fn a_child_ends_when_this_process_is_gone() -> Result<()> {
        let mut group = sleeper()?;
        // What the kernel does at our death.
        drop(group.guardian.stdin.take());
        assert!(!group.wait()?.success());
        Ok(())
    }

    #[test]
    fn a_dropped_group_leaves_nothing_behind() -> Result<()> {
        let group = sleeper()?;
        let pid = group.pid;
        drop(group);
        assert!(test_kill_process_group(pid).is_err());
        Ok(())
    }

    #[test]
    fn a_failed_command_is_named() {
        let message =
            |command: &mut Command| run(command, "try it").map_err(|error| format!("{error:#}")).err();
        let failed = message(Command::new("sh").args(["-c", "exit 3"])).unwrap_or_default();
        assert!(failed.contains("try it: `sh -c exit 3` ended with exit status: 3"), "{failed}");
        let missing = message(&mut Command::new("no-such-command")).unwrap_or_default();
        assert!(missing.contains("there is no `no-such-command` on this machine"), "{missing}");
    }
}
