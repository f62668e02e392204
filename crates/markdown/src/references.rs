//! Link reference definitions seen so far.

use crate::work::count;

/// More definitions than this are dropped: it bounds the cost of a lookup.
const MOST: usize = 1000;

pub(crate) struct Target {
    pub(crate) href: String,
    pub(crate) title: String,
}

/// Definitions in the order of their labels.
#[derive(Default)]
pub(crate) struct References(Vec<(String, Target)>);

impl References {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps the first definition of a label, as CommonMark says.
    pub(crate) fn define(&mut self, label: &str, target: Target) {
        let label = normalize(label);
        if let Err(at) = self.find(&label)
            && self.0.len() < MOST
        {
            self.0.insert(at, (label, target));
        }
    }

    pub(crate) fn get(&self, label: &str) -> Option<&Target> {
        self.find(&normalize(label)).ok().map(|at| &self.0[at].1)
    }

    fn find(&self, label: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(label))
    }
}

/// Labels match regardless of (ASCII) case and of the amount of white space.
fn normalize(label: &str) -> String {
    count(label.len());
    let mut normal = String::new();
    for word in label.split_ascii_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    normal.make_ascii_lowercase();
    normal
}
