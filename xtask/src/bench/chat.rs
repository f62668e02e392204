//! `cargo xtask bench chat`: what the widget costs the visitor's browser, beside its peers in the same run.
//!
//! `bench/chat` measures one party at a time, each in a fresh browser; here they take turns, and are compared.

mod bars;
mod measurement;

use anyhow::Result;

use super::args::Args;
use super::bars::report;
use super::medians::Medians;
use super::table::Table;
use crate::build::{self, Profile};
use crate::{apt, npm, progress, root};
use measurement::{MEASUREMENTS, Measurement, Party, Programs, WIDGET};

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    let measurements = args.wanted(&MEASUREMENTS, |it| it.name)?;
    apt::ensure(&[apt::CHROMIUM])?;
    npm::install(&root.join("bench/chat"))?;
    build::bundle(&root, Profile::Release)?;
    let programs = progress::step("compile the backend", || Programs::build(&root))?;
    let parties = |it: &Measurement| -> Vec<Party> {
        it.parties.iter().copied().filter(|party| !(args.without_peers && party.is_peer())).collect()
    };

    let mut results = Vec::new();
    for repetition in 1..=args.repetitions {
        for measurement in &measurements {
            for party in parties(measurement) {
                let numbers = match programs.measure(measurement, party) {
                    Err(error) if party.is_peer() => {
                        eprintln!("    {} {party}: no numbers: {error:#}", measurement.name);
                        continue;
                    }
                    numbers => numbers?,
                };
                let shown = numbers.iter().map(|(name, number)| format!("{name} {number:.1}"));
                let shown = shown.collect::<Vec<_>>().join(", ");
                eprintln!("    {repetition}/{} {} {party}: {shown}", args.repetitions, measurement.name);
                results.push((measurement.name, party, numbers));
            }
        }
    }
    let medians = Medians::of(&results);
    for measurement in measurements {
        let table = Table {
            name: measurement.name,
            title: measurement.title,
            who: "who",
            parties: parties(measurement),
            floor: WIDGET,
            columns: measurement.columns,
        };
        print!("{}", table.of(&medians));
    }
    report(&bars::judge(&medians))
}
