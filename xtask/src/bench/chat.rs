//! `cargo xtask bench chat`: what the widget costs the visitor's browser, beside its peers in the same run.
//!
//! `bench/chat` measures one party at a time, each in a fresh browser; here they take turns, and are compared.

mod bars;
mod measurement;
mod table;

use anyhow::{Result, bail};

use crate::build::{self, Profile};
use crate::{apt, npm, progress, root};
use measurement::{MEASUREMENTS, Measurement, Party, Programs};

/// The widget in Chromium beside plain text and its peers: streaming, loading, memory.
///
/// Takes about half an hour, and a third of it without the peers. Leave the machine alone meanwhile: tasks and frames are measured as they pass.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How often each measurement is taken; the medians count.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,

    /// Only measurements whose name contains this.
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,

    /// Leave out the peers: no bar that names one is judged.
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
    let medians = table::medians(&results);
    print!("{}", table::of(&measurements, &medians));
    let bars = bars::judge(&medians);
    bars.iter().for_each(|bar| println!("{bar}"));
    match bars.iter().filter(|bar| !bar.is_met).count() {
        0 => Ok(()),
        missed => bail!("{missed} of {} bars are missed", bars.len()),
    }
}
