//! An object that is being read, and the keys of it that nobody has asked for yet.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Node, Report, Shape, member};
use crate::checks::{nearest::nearest, quote};

/// The members of an object. Remembers which keys were asked for, so that the rest can be noted and kept.
pub(crate) struct Fields<'a> {
    members: Option<&'a Map<String, Value>>,
    path: String,
    report: &'a Report<'a>,
    known: RefCell<Vec<&'static str>>,
    about: RefCell<Vec<(&'static str, &'static str)>>,
    shape: Shape,
}

impl<'a> Fields<'a> {
    /// `members` is `None` where the value is no object; that was reported already.
    pub(crate) fn new(
        members: Option<&'a Map<String, Value>>,
        path: &str,
        report: &'a Report<'a>,
        shape: Shape,
    ) -> Self {
        Self {
            members,
            path: path.to_owned(),
            report,
            known: RefCell::default(),
            about: RefCell::default(),
            shape,
        }
    }

    /// A key that must be there. `example` is a JSON value that would do.
    pub(crate) fn required<T: Default>(
        &self,
        key: &'static str,
        example: &str,
        read: impl FnOnce(&Node<'a>) -> T,
    ) -> T {
        self.field(key, true, read).unwrap_or_else(|| {
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
        self.field(key, false, read)
    }

    /// A key that may be left out and then has its default.
    pub(crate) fn or_default<T: Default>(&self, key: &'static str, read: impl FnOnce(&Node<'a>) -> T) -> T {
        self.optional(key, read).unwrap_or_default()
    }

    /// Says what members are, for whoever writes one with the JSON Schema at hand. Comes before they are
    /// read.
    pub(crate) fn about(&self, texts: &[(&'static str, &'static str)]) {
        self.about.borrow_mut().extend_from_slice(texts);
    }

    /// Says more about the object's form than its members do one by one.
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Refuses a key that belongs to something else, saying so.
    pub(crate) fn refuse_foreign(&self, key: &'static str, reason: &str, remedy: &str) {
        if self.members.is_some_and(|members| members.contains_key(key)) {
            self.known.borrow_mut().push(key);
            self.report.refuse(&member(&self.path, key), reason, remedy);
        }
    }

    /// Keeps what nobody asked for, and notes it: a typing mistake would silently change what an agent does.
    pub(crate) fn rest(self) -> BTreeMap<String, Value> {
        self.shape.say("additionalProperties", false);
        let known = self.known.borrow();
        let mut rest = BTreeMap::new();
        for (key, value) in self.members.into_iter().flatten() {
            // That one key is refused for the whole document already.
            if known.contains(&key.as_str()) || key == "__proto__" {
                continue;
            }
            let remedy = match nearest(key, &known) {
                Some(known) => format!("did you mean \"{known}\"? Otherwise remove it"),
                None => format!("remove it; known keys here are {}", known.join(", ")),
            };
            let reason = format!("{} is not a known key", quote(key));
            self.report.note_unknown_key(&member(&self.path, key), reason, remedy);
            rest.insert(key.clone(), value.clone());
        }
        rest
    }

    fn field<T>(&self, key: &'static str, required: bool, read: impl FnOnce(&Node<'a>) -> T) -> Option<T> {
        self.known.borrow_mut().push(key);
        if self.shape.is_recording() {
            let shape = Shape::recording();
            if let Some((_, text)) = self.about.borrow().iter().find(|(known, _)| *known == key) {
                shape.say("description", *text);
            }
            let value = read(&Node::describing(self.report, shape.clone()));
            self.shape.property(key, required, shape.into_schema());
            return Some(value);
        }
        let value = self.members?.get(key)?;
        Some(read(&Node::new(value, member(&self.path, key), self.report)))
    }
}
