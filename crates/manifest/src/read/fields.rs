//! An object that is being read, and the keys of it that nobody has asked for yet.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Node, Report, member};
use crate::checks::{nearest::nearest, quote};

/// The members of an object. Remembers which keys were asked for, so that the rest can be kept or refused.
pub(crate) struct Fields<'a> {
    members: Option<&'a Map<String, Value>>,
    path: String,
    report: &'a Report,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// `members` is `None` where the value is no object; that was reported already.
    pub(crate) fn new(members: Option<&'a Map<String, Value>>, path: &str, report: &'a Report) -> Self {
        Self { members, path: path.to_owned(), report, known: RefCell::default() }
    }

    /// A key that must be there. `example` is a JSON value that would do.
    pub(crate) fn required<T: Default>(
        &self,
        key: &'static str,
        example: &str,
        read: impl FnOnce(&Node<'a>) -> T,
    ) -> T {
        self.optional(key, read).unwrap_or_else(|| {
            if self.members.is_some() {
                self.report.refuse(
                    &member(&self.path, key),
                    "is missing",
                    format!("add it, for example \"{key}\": {example}"),
                );
            }
            T::default()
        })
    }

    /// A key that may be left out.
    pub(crate) fn optional<T>(&self, key: &'static str, read: impl FnOnce(&Node<'a>) -> T) -> Option<T> {
        self.known.borrow_mut().push(key);
        let value = self.members?.get(key)?;
        Some(read(&Node::new(value, member(&self.path, key), self.report)))
    }

    /// A key that may be left out and then has its default.
    pub(crate) fn or_default<T: Default>(&self, key: &'static str, read: impl FnOnce(&Node<'a>) -> T) -> T {
        self.optional(key, read).unwrap_or_default()
    }

    /// Refuses a key that belongs to something else, saying so.
    pub(crate) fn refuse_foreign(&self, key: &'static str, reason: &str, remedy: &str) {
        if self.members.is_some_and(|members| members.contains_key(key)) {
            self.known.borrow_mut().push(key);
            self.report.refuse(&member(&self.path, key), reason, remedy);
        }
    }

    /// Keeps what nobody asked for.
    pub(crate) fn rest(self) -> BTreeMap<String, Value> {
        self.unknown().into_iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Refuses what nobody asked for: where a typing mistake would silently change what visitors get.
    pub(crate) fn refuse_rest(self) {
        for (key, _) in self.unknown() {
            if key == "__proto__" {
                continue; // refused for the whole document already
            }
            let remedy = match nearest(key, &self.known.borrow()) {
                Some(known) => format!("did you mean \"{known}\"? Otherwise remove it"),
                None => format!("remove it; known keys here are {}", self.known.borrow().join(", ")),
            };
            self.report.refuse(
                &member(&self.path, key),
                format!("{} is not a known key", quote(key)),
                remedy,
            );
        }
    }

    fn unknown(&self) -> Vec<(&'a String, &'a Value)> {
        let known = self.known.borrow();
        self.members.into_iter().flatten().filter(|(key, _)| !known.contains(&key.as_str())).collect()
    }
}
