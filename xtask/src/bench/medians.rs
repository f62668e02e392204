//! What all repetitions come to.

use std::collections::BTreeMap;

/// Results by their names.
pub type Numbers = BTreeMap<String, f64>;

/// Answers that failed: those of all repetitions count.
pub const ERRORS: &str = "errors";
/// Not a number but a word on the others: 1 where time ran out, and they are what had been reached by then.
const LATE: &str = "late";

/// Numbers by measurement, party and name: medians, and the sum of failures.
#[derive(Debug, Default)]
pub struct Medians<Party>(BTreeMap<(&'static str, Party, String), f64>);

impl<Party: Copy + Ord> Medians<Party> {
    /// Of all repetitions; no failure is hidden.
    pub fn of(results: &[(&'static str, Party, Numbers)]) -> Self {
        let mut samples: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        for (measurement, party, numbers) in results {
            for (name, number) in numbers {
                samples.entry((*measurement, *party, name.clone())).or_default().push(*number);
            }
        }
        let number = |name: &str, samples: Vec<f64>| match name {
            ERRORS => samples.iter().sum(),
            _ => median(samples),
        };
        let numbers = samples.into_iter().map(|(key, samples)| {
            let number = number(&key.2, samples);
            (key, number)
        });
        Self(numbers.collect())
    }

    /// One of them, if it was measured.
    pub fn get(&self, measurement: &'static str, party: Party, name: &str) -> Option<f64> {
        self.0.get(&(measurement, party, name.to_owned())).copied()
    }

    /// Whether time ran out more often than not.
    pub fn is_late(&self, measurement: &'static str, party: Party) -> bool {
        self.get(measurement, party, LATE).is_some_and(|late| late > 0.0)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_one_or_between_the_two() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
    }

    #[test]
    fn failures_add_up() {
        let results = [1.0, 0.0, 2.0].map(|errors| ("load", 'a', [(ERRORS.to_owned(), errors)].into()));
        assert_eq!(Medians::of(&results).get("load", 'a', ERRORS), Some(3.0));
    }
}
