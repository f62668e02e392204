//! One JSON value that is being read, and the readers of plain types.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Fields, Report, Shape, item};
use crate::checks::{public_text, quote, variable};

/// A value with its path and the report that problems go to.
pub(crate) struct Node<'a> {
    value: &'a Value,
    path: String,
    report: &'a Report<'a>,
    shape: Shape,
}

static NOTHING: Value = Value::Null;

/// A closed set of words, the first being the stand-in where the word is wrong.
pub(crate) trait Choice: Copy + 'static {
    /// What the words stand for, as a message names it.
    const WHAT: &'static str;
    /// Every word with its meaning.
    const WORDS: &'static [(&'static str, Self)];
}

impl<'a> Node<'a> {
    pub(crate) fn new(value: &'a Value, path: String, report: &'a Report<'a>) -> Self {
        Self { value, path, report, shape: Shape::default() }
    }

    /// No value: whoever reads it tells `shape` what it would accept.
    pub(crate) fn describing(report: &'a Report<'a>, shape: Shape) -> Self {
        Self { value: &NOTHING, path: String::new(), report, shape }
    }

    /// What is to be said of the value's form beyond its type.
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(crate) fn refuse(&self, reason: impl Into<String>, remedy: impl Into<String>) {
        self.report.refuse(&self.path, reason, remedy);
    }

    /// The value as it is.
    pub(crate) fn raw(&self) -> &'a Value {
        self.value
    }

    /// An object as it is.
    pub(crate) fn raw_object(&self) -> Value {
        let _ = self.fields();
        self.value.clone()
    }

    /// An object.
    pub(crate) fn fields(&self) -> Fields<'a> {
        self.shape.say("type", "object");
        let members = self.value.as_object();
        if members.is_none() {
            self.refuse_type("an object", "write an object in curly brackets");
        }
        Fields::new(members, &self.path, self.report, self.shape.clone())
    }

    /// A list of at most `most` items.
    pub(crate) fn list<T>(&self, most: usize, read: impl Fn(&Node<'a>) -> T) -> Vec<T> {
        if self.shape.is_recording() {
            let shape = Shape::recording();
            read(&Node::describing(self.report, shape.clone()));
            self.shape.say("type", "array");
            self.shape.say("maxItems", most);
            self.shape.say("items", shape.into_schema());
        }
        let Some(items) = self.value.as_array() else {
            self.refuse_type("a list", "write a list in square brackets");
            return Vec::new();
        };
        if items.len() > most {
            self.refuse(format!("has {} items; {most} is the most", items.len()), "shorten the list");
        }
        items
            .iter()
            .take(most)
            .enumerate()
            .map(|(index, value)| read(&Node::new(value, item(&self.path, index), self.report)))
            .collect()
    }

    /// A text that isn't empty and has at most `most` characters (Unicode scalar values).
    pub(crate) fn text(&self, most: usize) -> String {
        self.shape.say("maxLength", most);
        self.shape.say("pattern", r"\P{White_Space}");
        let text = self.string();
        if self.value.is_string() && text.trim().is_empty() {
            self.refuse("is empty", "write a text, or remove the key where it isn't needed");
        }
        let count = text.chars().count();
        if count > most {
            self.refuse(format!("has {count} characters; {most} is the most"), "shorten the text");
        }
        text.to_owned()
    }

    /// A text that visitors will see.
    pub(crate) fn public_text(&self, most: usize) -> String {
        for pattern in public_text::OBJECTIONABLE {
            self.shape.also(|| json!({"not": {"pattern": pattern}}));
        }
        let text = self.text(most);
        if let Some((reason, remedy)) = public_text::objection(&text) {
            self.refuse(reason, remedy);
        }
        text
    }

    /// A string of any content; empty where the value is something else, which is reported.
    pub(crate) fn string(&self) -> &'a str {
        self.shape.say("type", "string");
        self.value.as_str().unwrap_or_else(|| {
            self.refuse_type("a text", "write a text in double quotes");
            ""
        })
    }

    /// A string that may differ from one deployment to the next: `${NAME}` is what the environment has for
    /// it, where there is one.
    pub(crate) fn setting(&self) -> Cow<'a, str> {
        self.shape.also(|| json!({"not": {"pattern": variable::SECRET_PATTERN}}));
        let text = self.string();
        let Some(name) = variable::name(text) else { return text.into() };
        if variable::is_secret(name) {
            self.refuse(
                format!("names {name}, which sounds like a secret"),
                "leave keys to the backend's environment alone: a manifest never holds one, nor asks for one",
            );
        }
        let Some(environment) = self.report.environment() else { return text.into() };
        match environment(name) {
            Some(value) => value.into(),
            None => {
                self.refuse(
                    format!("names the environment variable {name}, which is not set"),
                    format!("set {name} where the backend runs, or write the value itself"),
                );
                text.into()
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self) -> bool {
        self.shape.say("type", "boolean");
        self.value.as_bool().unwrap_or_else(|| {
            self.refuse_type("true or false", "write true or false, without quotes");
            false
        })
    }

    /// A count.
    pub(crate) fn count(&self) -> u32 {
        self.shape.say("type", "integer");
        self.shape.say("minimum", 0);
        self.shape.say("maximum", u32::MAX);
        self.value.as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or_else(|| {
            self.refuse_type("a whole number", "write a whole number such as 3, without quotes");
            0
        })
    }

    /// A whole number of a range.
    pub(crate) fn number(&self, least: u32, most: u32) -> u32 {
        self.shape.say("type", "integer");
        self.shape.say("minimum", least);
        self.shape.say("maximum", most);
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        if let Some(number) = number.filter(|number| (least..=most).contains(number)) {
            return number;
        }
        let remedy = format!("write a whole number from {least} to {most}, without quotes");
        if self.value.is_number() {
            self.refuse(format!("is {}, which is not possible here", self.value), remedy);
        } else {
            self.refuse_type("a whole number", &remedy);
        }
        least
    }

    /// One of the words of `T`.
    pub(crate) fn choice<T: Choice>(&self) -> T {
        self.shape.say("enum", T::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>());
        let word = self.string();
        if let Some((_, choice)) = T::WORDS.iter().find(|(known, _)| *known == word) {
            return *choice;
        }
        if self.value.is_string() {
            let words: Vec<String> = T::WORDS.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.refuse(
                format!("is {}, which is not {}", quote(word), T::WHAT),
                format!("write {}", words.join(" or ")),
            );
        }
        T::WORDS[0].1
    }

    /// A value that the text must have because the file says it elsewhere too.
    pub(crate) fn must_be(&self, expected: &str, why: &str) {
        self.shape.say("const", expected);
        let text = self.string();
        if self.value.is_string() && text != expected {
            self.refuse(format!("is {}, but {why}", quote(text)), format!("write \"{expected}\""));
        }
    }

    fn refuse_type(&self, expected: &str, remedy: &str) {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.refuse(format!("is {found}, but must be {expected}"), remedy);
    }
}
