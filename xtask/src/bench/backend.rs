//! `cargo xtask bench backend`: what the backend adds to a relay that keeps nothing.
//!
//! The parties are programs of `bench/backend`: a fake platform, a bare axum relay, the same relay in Node and in Python,
//! and visitors who measure. Relays and backend take turns, each time as a fresh process with a fresh database.

mod bars;
mod machine;
mod measurement;
mod parties;
mod peers;
mod table;

use anyhow::{Result, bail};

use crate::{progress, root};
use bars::Bar;
use measurement::{MEASUREMENTS, Measurement};
use parties::Programs;

/// The backend beside a bare axum relay: delay, throughput, CPU, memory, replay.
///
/// Takes about a quarter of an hour, and half of it without the relays in Node and in Python. As root the parties go before all other processes; else leave the machine alone meanwhile:
/// what others use of it is shown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How often each measurement is taken; the medians count.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,

    /// Only measurements whose name contains this.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,

    /// Leave out the relays in Node and in Python.
    #[arg(long)]
    without_peers: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    let wanted = |it: &&Measurement| args.only.as_ref().is_none_or(|filter| it.name.contains(filter));
    let measurements: Vec<_> = MEASUREMENTS.iter().filter(wanted).collect();
    if measurements.is_empty() {
        let names: Vec<_> = MEASUREMENTS.iter().map(|it| it.name).collect();
        bail!("no measurement has the filter in its name: there are {}", names.join(", "));
    }
    let peers = if args.without_peers { Vec::new() } else { peers::install(&root) };
    let programs =
        progress::step("compile backend, relay, platform and visitors", || Programs::build(&root, peers))?;
    let cores = machine::Cores::of_this_machine();
    eprintln!("    {}; {cores}", machine::description());

    let mut results = Vec::new();
    for repetition in 1..=args.repetitions {
        for measurement in &measurements {
            for party in programs.parties() {
                let Some(command) = measurement.of(party) else { continue };
                let result = match measurement::quietly(&programs, &cores, party, command) {
                    Err(error) if party.is_peer() => {
                        eprintln!("    {} {party}: no numbers: {error:#}", measurement.name);
                        continue;
                    }
                    result => result?,
                };
                eprintln!("    {repetition}/{} {} {party}: {result}", args.repetitions, measurement.name);
                results.push((measurement.name, party, result));
            }
        }
    }
    let medians = table::medians(&results);
    print!("{}", table::of(&measurements, &programs.parties(), &medians));
    let bars: Vec<Bar> = bars::judge(&medians);
    bars.iter().for_each(|bar| println!("{bar}"));
    match bars.iter().filter(|bar| !bar.is_met).count() {
        0 => Ok(()),
        missed => bail!("{missed} of {} bars are missed", bars.len()),
    }
}
