//! Medians, side by side.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::measurement::{Measurement, Result as Measured};
use super::parties::Party;

/// Answers that failed: those of all repetitions count.
pub const ERRORS: &str = "errors";

/// Numbers by measurement, party and name: medians, and the sum of failures.
#[derive(Debug, Default)]
pub struct Medians(BTreeMap<(String, Party, String), f64>);

impl Medians {
    /// One of them, if it was measured.
    pub fn get(&self, measurement: &str, party: Party, name: &str) -> Option<f64> {
        self.0.get(&(measurement.to_owned(), party, name.to_owned())).copied()
    }
}

/// The medians of all repetitions, of which no failure is hidden.
pub fn medians(results: &[(&str, Party, Measured)]) -> Medians {
    let mut samples: BTreeMap<_, Vec<f64>> = BTreeMap::new();
    for (measurement, party, result) in results {
        for (name, number) in &result.numbers {
            let key = ((*measurement).to_owned(), *party, name.clone());
            samples.entry(key).or_default().push(*number);
        }
    }
    let number = |name: &str, samples: Vec<f64>| match name {
        ERRORS => samples.iter().sum(),
        _ => median(samples),
    };
    Medians(samples.into_iter().map(|(key, samples)| (key.clone(), number(&key.2, samples))).collect())
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    let middle = samples.len() / 2;
    if samples.len().is_multiple_of(2) {
        f64::midpoint(samples[middle - 1], samples[middle])
    } else {
        samples[middle]
    }
}

/// A table for each measurement, in Markdown: how many times the bare relay's each number is.
pub fn of(measurements: &[&Measurement], parties: &[Party], medians: &Medians) -> String {
    let mut text = String::new();
    for measurement in measurements {
        let heads = measurement.columns.iter().map(|(_, head, _)| format!(" {head} |")).collect::<String>();
        let rules = "---:|".repeat(measurement.columns.len());
        let _ = writeln!(text, "\n{}\n\n| server |{heads}\n|---|{rules}", measurement.title);
        for &party in parties.iter().filter(|party| measurement.of(**party).is_some()) {
            let cells = measurement.columns.iter().map(|&(key, _, places)| {
                let Some(number) = medians.get(measurement.name, party, key) else {
                    return " – |".to_owned();
                };
                let floor = medians.get(measurement.name, Party::Relay, key).filter(|it| *it > 0.0);
                match floor {
                    Some(floor) if party != Party::Relay => {
                        format!(" {number:.places$} ({:.2}×) |", number / floor)
                    }
                    _ => format!(" {number:.places$} |"),
                }
            });
            let _ = writeln!(text, "| {party} |{}", cells.collect::<String>());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_one_or_between_the_two() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
    }
}
