//! How much memory a process uses, as Linux knows it (`/proc`).

use std::fs;

/// Memory in use, in bytes.
pub fn resident(pid: u32) -> u64 {
    status(pid, "VmRSS:")
}

/// The most that was in use since [`forget_peak`], in bytes.
pub fn peak(pid: u32) -> u64 {
    status(pid, "VmHWM:")
}

/// The peak is what is in use now.
pub fn forget_peak(pid: u32) {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").unwrap();
}

fn status(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}
