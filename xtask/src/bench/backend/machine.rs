//! The machine: who runs where, and what others use of it.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::{Context, Result};

use crate::process::Group;

/// Clock ticks of `/proc/stat` a second: the same on every Linux.
const TICKS: f64 = 100.0;

/// On which core a party runs.
#[derive(Clone, Copy, Debug)]
pub enum Core {
    /// Who is measured, alone.
    Server,
    /// The fake platform and the visitors.
    Load,
}

/// How parties are kept apart from each other and from everybody else.
#[derive(Debug)]
pub struct Cores {
    pinned: bool,
    /// Whether the parties go before all other processes. They leave the rest of their time to those.
    pub first: bool,
}

impl Cores {
    /// Needs two cores and `taskset`, and for going first `chrt` and the right to it; both are of util-linux.
    pub fn of_this_machine() -> Self {
        let works = |program: &str, arguments: &[&str]| {
            Command::new(program).args(arguments).output().is_ok_and(|it| it.status.success())
        };
        let pinned = cores() > 1 && works("taskset", &["--version"]);
        Self { pinned, first: works("chrt", &["-r", "1", "true"]) }
    }

    /// Runs a program on a core.
    pub fn command(&self, core: Core, program: &Path) -> Command {
        let number = match core {
            Core::Server => "0",
            Core::Load => "1",
        };
        let mut words: Vec<&OsStr> = Vec::new();
        if self.first {
            words.extend(["chrt", "-r", "1"].map(OsStr::new));
        }
        if self.pinned {
            words.extend(["taskset", "-c", number].map(OsStr::new));
        }
        words.push(program.as_os_str());
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    }
}

impl fmt::Display for Cores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.pinned {
            true => "the server on core 0, platform and visitors on core 1",
            false => "nobody on a core of their own, for want of a second one or of `taskset`",
        })?;
        f.write_str(match self.first {
            true => ", before all other processes",
            false => "; what others use of the machine counts (as root they would have to wait)",
        })
    }
}

/// Processor and system.
pub fn description() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find(|line| line.starts_with("model name"));
    let model =
        model.and_then(|line| line.split_once(':')).map_or("unknown processor", |(_, name)| name.trim());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{}, {} cores, Linux {}", model, cores(), kernel.trim())
}

/// How many cores there are.
pub fn cores() -> usize {
    available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Seconds that a process has used.
pub fn cpu_seconds(process: &Group) -> Result<f64> {
    let path = format!("/proc/{}/stat", process.child.id());
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    // user and system, counted after the name: proc(5).
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let times = after_name.split_whitespace().skip(11).take(2);
    Ok(times.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / TICKS)
}

/// Seconds that all cores together have been busy, or held up by the host, since the machine started.
pub fn busy_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/stat").context("cannot read /proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let times: Vec<f64> = line.split_whitespace().skip(1).filter_map(|it| it.parse().ok()).collect();
    // user, nice, system, interrupts, soft interrupts, stolen: proc(5).
    let busy: f64 = [0, 1, 2, 5, 6, 7].iter().filter_map(|&index| times.get(index)).sum();
    Ok(busy / TICKS)
}
