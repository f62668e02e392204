//! What the backend has to reach.

use std::fmt;

use super::parties::Party::{Backend, Relay};
use super::table::Medians;

/// One bar, and whether it was met.
#[derive(Debug)]
pub struct Bar {
    /// Whether it was met.
    pub is_met: bool,
    text: String,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.is_met { "met   " } else { "MISSED" }, self.text)
    }
}

/// The bars on which there are numbers.
pub fn judge(medians: &Medians) -> Vec<Bar> {
    let pair = |measurement: &'static str, name| {
        Some((medians.get(measurement, Backend, name)?, medians.get(measurement, Relay, name)?))
    };
    let delay = pair("300-streams", "added_p99_ms").map(|(ours, floor)| Bar {
        is_met: ours <= floor + 5.0,
        text: format!("300 streams: p99 {ours:.1} ms, at most the relay's {floor:.1} ms and 5 ms"),
    });
    let throughput = pair("1000-streams", "tokens_per_s").map(|(ours, floor)| Bar {
        is_met: ours >= floor * 0.95,
        text: format!("1,000 streams: {ours:.0} tokens/s, at least 95 % of the relay's {floor:.0}"),
    });
    let cpu = pair("1000-streams", "cpu_us_per_token").map(|(ours, floor)| Bar {
        is_met: ours <= floor * 2.0,
        text: format!("1,000 streams: {ours:.1} µs of CPU a token, at most twice the relay's {floor:.1}"),
    });
    let memory = pair("idle", "kib_per_stream").map(|(ours, floor)| Bar {
        is_met: ours <= floor / 2.0,
        text: format!("idle: {ours:.1} KiB a stream, at most half of the relay's {floor:.1}"),
    });
    let replay = medians.get("replay", Backend, "replay_max_ms").map(|ours| Bar {
        is_met: ours <= 200.0,
        text: format!("replay: {ours:.1} ms for 1,000 events, at most 200 ms"),
    });
    let failures: f64 =
        ["300-streams", "1000-streams"].iter().filter_map(|it| medians.get(it, Backend, "errors")).sum();
    let whole = Bar { is_met: failures == 0.0, text: format!("{failures:.0} answers of the backend failed") };
    [delay, throughput, cpu, memory, replay, Some(whole)].into_iter().flatten().collect()
}
