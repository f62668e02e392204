//! `cargo xtask bench backend`: what the backend adds to a relay that keeps nothing.
//!
//! The parties are programs of `bench/backend`: a fake platform, a bare axum relay, the same relay in Node and in Python,
//! and visitors who measure. Relays and backend take turns, each time as a fresh process with a fresh database.

mod bars;
mod machine;
mod measurement;
mod parties;
mod peers;

use anyhow::Result;

use super::args::Args;
use super::bars::report;
use super::medians::Medians;
use super::table::Table;
use crate::{progress, root};
use measurement::MEASUREMENTS;
use parties::{Party, Programs};

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    let measurements = args.wanted(&MEASUREMENTS, |it| it.name)?;
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
                results.push((measurement.name, party, result.numbers));
            }
        }
    }
    let medians = Medians::of(&results);
    for measurement in measurements {
        let parties = programs.parties().into_iter().filter(|party| measurement.of(*party).is_some());
        let table = Table {
            name: measurement.name,
            title: measurement.title,
            who: "server",
            parties: parties.collect(),
            floor: Party::Relay,
            columns: measurement.columns,
        };
        print!("{}", table.of(&medians));
    }
    report(&bars::judge(&medians))
}
