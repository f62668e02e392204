//! Reads a JSON object field by field and collects everything that is wrong with it, so that one
//! answer names every mistake of a request.

use super::uuid;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// One mistake in a request: where, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Path of the field in the body or query, for example `context[0].name`.
    pub field: String,
    /// What is wrong, for people.
    pub message: String,
}

impl FieldError {
    /// A mistake at `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// A reader of one JSON object. Unknown fields are ignored, `null` counts as absent.
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    prefix: String,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Reads the body of a request; anything but an object is a mistake of the whole body.
    pub fn of_body(body: &'a Value) -> Result<Self, Vec<FieldError>> {
        Self::of(body, "").ok_or_else(|| vec![FieldError::new("", "must be a JSON object")])
    }

    fn of(value: &'a Value, prefix: &str) -> Option<Self> {
        let map = value.as_object()?;
        Some(Self { map, prefix: prefix.to_owned(), errors: Vec::new() })
    }

    /// The value of a field that is there and not `null`.
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Notes a mistake at `name`.
    pub fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(format!("{}{name}", self.prefix), message));
    }

    /// Notes a mistake where `name` is absent.
    pub fn require(&mut self, name: &str) {
        if self.get(name).is_none() {
            self.fail(name, "is required");
        }
    }

    /// A text that must be there, and may be empty.
    pub fn text(&mut self, name: &str, max: usize) -> String {
        self.require(name);
        self.optional_text(name, max).unwrap_or_default()
    }

    /// A text that must be there, not blank and at most `max` characters long.
    pub fn required_text(&mut self, name: &str, max: usize) -> String {
        match self.optional_text(name, max) {
            Some(text) if text.chars().all(is_space) => self.fail(name, "must not be empty"),
            Some(text) => return text,
            None => self.require(name),
        }
        String::new()
    }

    /// A text that is not blank where it is there.
    pub fn filled_text(&mut self, name: &str, max: usize) -> Option<String> {
        self.get(name)?;
        Some(self.required_text(name, max))
    }

    /// A text of at most `max` characters.
    pub fn optional_text(&mut self, name: &str, max: usize) -> Option<String> {
        match self.get(name)? {
            Value::String(text) if text.chars().count() <= max => return Some(text.clone()),
            Value::String(_) => self.fail(name, format!("must not be longer than {max} characters")),
            _ => self.fail(name, "must be a string"),
        }
        None
    }

    /// A UUID.
    pub fn optional_uuid(&mut self, name: &str) -> Option<Uuid> {
        let id = self.get(name)?.as_str().and_then(uuid);
        if id.is_none() {
            self.fail(name, "must be a UUID");
        }
        id
    }

    /// A UUID that must be there.
    pub fn required_uuid(&mut self, name: &str) -> Uuid {
        self.require(name);
        self.optional_uuid(name).unwrap_or_default()
    }

    /// One of these words.
    pub fn word(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.get(name)?.as_str();
        let found = words.iter().copied().find(|word| text == Some(*word));
        if found.is_none() {
            self.fail(name, format!("must be one of {}", words.join(", ")));
        }
        found
    }

    /// A JSON object.
    pub fn optional_object(&mut self, name: &str) -> Option<&'a Map<String, Value>> {
        let object = self.get(name)?.as_object();
        if object.is_none() {
            self.fail(name, "must be an object");
        }
        object
    }

    /// A list of at most `max` things.
    fn list(&mut self, name: &str, max: usize) -> Option<&'a [Value]> {
        match self.get(name)? {
            Value::Array(items) if items.len() <= max => return Some(items),
            Value::Array(_) => self.fail(name, format!("must not have more than {max} items")),
            _ => self.fail(name, "must be an array"),
        }
        None
    }

    /// A list of at most `max` UUIDs; absent is empty.
    pub fn uuids(&mut self, name: &str, max: usize) -> Vec<Uuid> {
        let mut ids = Vec::new();
        for (index, item) in self.list(name, max).unwrap_or_default().iter().enumerate() {
            match item.as_str().and_then(uuid) {
                Some(id) => ids.push(id),
                None => self.fail(&format!("{name}[{index}]"), "must be a UUID"),
            }
        }
        ids
    }

    /// A list of at most `max` objects, each read by `read`.
    pub fn objects<T>(&mut self, name: &str, max: usize, read: impl Fn(&mut Self) -> T) -> Option<Vec<T>> {
        let mut found = Vec::new();
        for (index, item) in self.list(name, max)?.iter().enumerate() {
            let place = format!("{name}[{index}]");
            let Some(mut fields) = Self::of(item, &format!("{}{place}.", self.prefix)) else {
                self.fail(&place, "must be an object");
                continue;
            };
            found.push(read(&mut fields));
            self.errors.append(&mut fields.errors);
        }
        Some(found)
    }

    /// Ends the reading: `value` when nothing was wrong, else every mistake.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }
}

/// What `\s` is in a pattern of JSON Schema (ECMA-262): not quite Unicode's white space.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let body =
            json!({"message": " ", "conversationId": 7, "files": ["x"], "context": [{"name": "a"}, 1]});
        let mut fields = Fields::of_body(&body).unwrap();
        fields.required_text("message", 10);
        fields.optional_uuid("conversationId");
        fields.uuids("files", 3);
        fields.objects("context", 3, |it| (it.required_text("name", 9), it.required_uuid("value")));
        let errors = fields.finish(()).unwrap_err();
        let places: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(places, ["message", "conversationId", "files[0]", "context[0].value", "context[1]"]);
    }

    #[test]
    fn unknown_fields_are_ignored_and_null_is_absent() {
        let body = json!({"message": "hi", "conversationId": null, "later": 1});
        let mut fields = Fields::of_body(&body).unwrap();
        let read = (fields.required_text("message", 10), fields.optional_uuid("conversationId"));
        assert_eq!(fields.finish(read), Ok(("hi".to_owned(), None)));
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        assert!(Fields::of_body(&json!([1])).is_err());
    }
}
