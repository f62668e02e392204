//! What is measured, and one measurement.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use anyhow::{Context, Result as Anyhow};

use super::machine::{self, Cores};
use super::parties::{Party, Programs};
use crate::bench::medians::Numbers;
use crate::bench::table::Column;
use crate::process;

/// The share of the machine that others may use; beyond it a measurement is taken again.
const NOISE: f64 = 0.1;
/// How often at most.
const ATTEMPTS: u32 = 3;

/// Before each measurement, and not counted.
const WARM_UP: &str = "streams --streams 100 --ramp 1 --tokens 20 --interval-us 10000";

/// Something to measure: the command of the visitors' program.
#[derive(Debug)]
pub struct Measurement {
    /// What it is called.
    pub name: &'static str,
    /// What it shows, for people.
    pub title: &'static str,
    command: &'static str,
    /// Relays keep nothing that could be read again.
    of_relays: bool,
    /// Results that are shown: their key, name, and decimal places.
    pub columns: &'static [Column],
}

const STREAMS: &[Column] = &[
    ("added_p50_ms", "added p50 ms", 2),
    ("added_p99_ms", "added p99 ms", 2),
    ("tokens_per_s", "tokens/s", 0),
    ("cpu_us_per_token", "CPU µs/token", 1),
    ("errors", "errors", 0),
];

/// All of them.
pub const MEASUREMENTS: [Measurement; 4] = [
    Measurement {
        name: "300-streams",
        title: "300 streams of 20 tokens a second",
        command: "streams --streams 300 --ramp 2 --tokens 160 --interval-us 50000",
        of_relays: true,
        columns: STREAMS,
    },
    Measurement {
        name: "1000-streams",
        title: "1,000 streams of 20 tokens a second",
        command: "streams --streams 1000 --ramp 4 --tokens 160 --interval-us 50000",
        of_relays: true,
        columns: STREAMS,
    },
    Measurement {
        name: "idle",
        title: "5,000 idle streams",
        command: "idle --streams 5000 --hold 5",
        of_relays: true,
        columns: &[("kib_per_stream", "KiB/stream", 1), ("cpu_us_per_opening", "CPU µs to open", 0)],
    },
    Measurement {
        name: "replay",
        title: "1,000 stored events read again",
        command: "replay --events 1000 --times 50",
        of_relays: false,
        columns: &[("replay_p50_ms", "p50 ms", 1), ("replay_max_ms", "longest ms", 1)],
    },
];

impl Measurement {
    /// The command, if it makes sense for a party.
    pub fn of(&self, party: Party) -> Option<&'static str> {
        (party == Party::Backend || self.of_relays).then_some(self.command)
    }
}

/// What one measurement found.
#[derive(Clone, Debug, Default)]
pub struct Result {
    /// What the visitors found.
    pub numbers: Numbers,
    /// The share of the machine that others used.
    pub others: f64,
    /// What the first failure was, if there was one.
    pub first_error: Option<String>,
}

impl fmt::Display for Result {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, number) in &self.numbers {
            write!(f, "{name} {number:.2}, ")?;
        }
        write!(f, "others used {:.0} %", self.others * 100.0)?;
        match &self.first_error {
            Some(error) => write!(f, "; {error}"),
            None => Ok(()),
        }
    }
}

/// Measures, again if others were too busy; the quietest one counts.
pub fn quietly(programs: &Programs, cores: &Cores, party: Party, command: &str) -> Anyhow<Result> {
    let mut quietest = once(programs, cores, party, command)?;
    for _ in 1..ATTEMPTS {
        if cores.first || quietest.others <= NOISE {
            break;
        }
        eprintln!("    others used {:.0} % of the machine: once more", quietest.others * 100.0);
        let again = once(programs, cores, party, command)?;
        if again.others < quietest.others {
            quietest = again;
        }
    }
    Ok(quietest)
}

fn once(programs: &Programs, cores: &Cores, party: Party, command: &str) -> Anyhow<Result> {
    let vendor = programs.start_vendor(cores)?;
    let server = programs.start(party, &vendor, cores)?;
    let own =
        || -> Anyhow<f64> { Ok(machine::cpu_seconds(&vendor.group)? + machine::cpu_seconds(&server.group)?) };
    let visit = |command: &str| {
        let words: Vec<String> = command.split(' ').map(str::to_owned).collect();
        process::output(&mut programs.visitors(party, &server, cores, &words), "visitors")
    };
    visit(WARM_UP)?;
    let (started, busy, ours) = (Instant::now(), machine::busy_seconds()?, own()?);
    let text = visit(command)?;
    let took = started.elapsed().as_secs_f64();
    let (busy, ours) = (machine::busy_seconds()? - busy, own()? - ours);

    let mut json: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).context("the visitors answer in an unknown shape")?;
    let first_error = json.remove("first_error").and_then(|it| it.as_str().map(str::to_owned));
    let numbers: Numbers =
        json.into_iter().filter_map(|(name, value)| Some((name, value.as_f64()?))).collect();
    let visitors = numbers.get("visitors_cpu_s").copied().unwrap_or_default();
    let others = ((busy - ours - visitors) / (took * machine::cores() as f64)).max(0.0);
    Ok(Result { numbers, others, first_error })
}
