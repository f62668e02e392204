//! What two documents say differently, and collecting it.

use std::collections::HashSet;

use serde::Serialize;

use super::document::Place;

/// One difference, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where it is in our document, as a JSON pointer.
    pub place: String,
    /// Where it is in the other document; where a part of it is missing there, the place that should have it.
    pub there: String,
    /// What is different.
    pub reason: String,
    /// What to change in our document.
    pub remedy: String,
    /// The operations that are concerned; none for a schema that no operation uses.
    pub operations: Vec<String>,
}

/// The differences found so far, each once, whatever number of operations shares the place.
#[derive(Default)]
pub(super) struct Findings {
    differences: Vec<Difference>,
    operation: Option<String>,
    /// How often a difference was told, known ones included.
    told: usize,
    /// Pairs of places that say the same: most schemas are used by many operations.
    same: HashSet<(String, String)>,
}

impl Findings {
    pub(super) fn told(&self) -> usize {
        self.told
    }

    pub(super) fn are_known_same(&self, pair: &(String, String)) -> bool {
        self.same.contains(pair)
    }

    pub(super) fn remember_same(&mut self, pair: (String, String)) {
        self.same.insert(pair);
    }

    /// From here on, differences concern this operation.
    pub(super) fn of_operation(&mut self, operation: Option<String>) {
        self.operation = operation;
    }

    pub(super) fn add(&mut self, ours: &str, there: &Place<'_>, reason: String, remedy: String) {
        self.told += 1;
        let known = self
            .differences
            .iter_mut()
            .find(|it| it.place == ours && it.reason == reason && it.remedy == remedy);
        let difference = match known {
            Some(known) => known,
            None => {
                self.differences.push(Difference {
                    place: ours.to_owned(),
                    there: there.pointer.clone(),
                    reason,
                    remedy,
                    operations: Vec::new(),
                });
                let last = self.differences.len() - 1;
                &mut self.differences[last]
            }
        };
        difference.operations.extend(self.operation.clone().filter(|it| !difference.operations.contains(it)));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    pub(super) fn into_differences(self) -> Vec<Difference> {
        self.differences
    }
}
