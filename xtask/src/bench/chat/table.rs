//! Medians, side by side.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::measurement::{Measurement, Numbers, Party, WIDGET};

/// Not a number but a word on the others: time ran out, and they are what had been reached by then.
const LATE: &str = "late";

/// Numbers by measurement, party and name.
#[derive(Debug, Default)]
pub struct Medians(BTreeMap<(&'static str, Party, String), f64>);

impl Medians {
    /// One of them, if it was measured.
    pub fn get(&self, measurement: &'static str, party: Party, name: &str) -> Option<f64> {
        self.0.get(&(measurement, party, name.to_owned())).copied()
    }

    /// Whether time ran out more often than not.
    pub fn is_late(&self, measurement: &'static str, party: Party) -> bool {
        self.get(measurement, party, LATE).is_some_and(|late| late > 0.0)
    }

    /// Who else was measured.
    pub fn peers(&self, measurement: &'static str) -> Vec<Party> {
        let mut parties: Vec<_> =
            self.0.keys().filter(|it| it.0 == measurement && it.1.is_peer()).map(|it| it.1).collect();
        parties.dedup();
        parties
    }
}

/// The medians of all repetitions.
pub fn medians(results: &[(&'static str, Party, Numbers)]) -> Medians {
    let mut samples: BTreeMap<_, Vec<f64>> = BTreeMap::new();
    for (measurement, party, numbers) in results {
        for (name, number) in numbers {
            samples.entry((*measurement, *party, name.clone())).or_default().push(*number);
        }
    }
    Medians(samples.into_iter().map(|(key, samples)| (key, median(samples))).collect())
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

/// A table for each measurement, in Markdown: how many times the widget's each number is.
pub fn of(measurements: &[&Measurement], medians: &Medians) -> String {
    let mut text = String::new();
    for measurement in measurements {
        let heads = measurement.columns.iter().map(|(_, head, _)| format!(" {head} |")).collect::<String>();
        let rules = "---:|".repeat(measurement.columns.len());
        let _ = writeln!(text, "\n{}\n\n| who |{heads}\n|---|{rules}", measurement.title);
        for &party in measurement.parties {
            let bound = if medians.is_late(measurement.name, party) { "> " } else { "" };
            let cells = measurement.columns.iter().map(|&(key, _, places)| {
                let Some(number) = medians.get(measurement.name, party, key) else {
                    return " – |".to_owned();
                };
                match medians.get(measurement.name, WIDGET, key).filter(|ours| *ours > 0.0) {
                    Some(ours) if party != WIDGET => {
                        format!(" {bound}{number:.places$} ({bound}{:.2}×) |", number / ours)
                    }
                    _ => format!(" {bound}{number:.places$} |"),
                }
            });
            let cells = cells.collect::<String>();
            if cells.contains(|it: char| it.is_ascii_digit()) {
                let _ = writeln!(text, "| {party} |{cells}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::measurement::{DEEP_CHAT, MEASUREMENTS, PLAIN};
    use super::*;

    #[test]
    fn each_number_stands_beside_how_many_times_ours_it_is() {
        let numbers = |ms: f64, late: f64| -> Numbers {
            [("main_thread_ms".to_owned(), ms), ("late".to_owned(), late)].into()
        };
        let name = MEASUREMENTS[0].name;
        let results = [
            (name, WIDGET, numbers(9.0, 0.0)),
            (name, WIDGET, numbers(4.0, 0.0)),
            (name, WIDGET, numbers(2.0, 0.0)),
            (name, PLAIN, numbers(1.0, 0.0)),
            (name, PLAIN, numbers(3.0, 0.0)),
            (name, DEEP_CHAT, numbers(40.0, 1.0)),
        ];
        let table = of(&[&MEASUREMENTS[0]], &medians(&results));
        let rows: Vec<_> = table.lines().skip(5).collect();
        assert_eq!(
            rows,
            [
                "| plain text | 2 (0.50×) | – |",
                "| our widget | 4 | – |",
                "| deep-chat | > 40 (> 10.00×) | – |"
            ]
        );
    }
}
