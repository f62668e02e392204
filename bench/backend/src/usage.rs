//! What a process uses, as the system counts it.

use std::fs;

use anyhow::{Context, Result};
use rustix::param::{clock_ticks_per_second, page_size};

/// What a process has used up to now.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// User and system time of all its threads, in seconds.
    pub cpu_s: f64,
    /// Memory that it has in use now, in KiB. Buffers of sockets are the system's and not in it.
    pub rss_kib: u64,
}

impl Usage {
    /// Reads it (proc(5), `/proc/[pid]/stat`).
    pub fn of(pid: u32) -> Result<Self> {
        let path = format!("/proc/{pid}/stat");
        let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let fields: Vec<u64> =
            after_name.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect();
        // Counted from the state, which is the third field of the file.
        let field = |number: usize| fields.get(number - 3).copied().context("the line is too short");
        let ticks = field(14)? + field(15)?;
        Ok(Self {
            cpu_s: ticks as f64 / clock_ticks_per_second() as f64,
            rss_kib: field(24)? * page_size() as u64 / 1024,
        })
    }
}
