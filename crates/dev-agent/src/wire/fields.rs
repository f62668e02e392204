//! Reads a JSON object field by field and collects everything that is wrong with it, so that one
//! answer names every mistake of a request.

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

    /// A text that must be there, not blank and at most `max` characters long.
    pub fn required_text(&mut self, name: &str, max: usize) -> String {
        match self.optional_text(name, max) {
            Some(text) if text.trim().is_empty() => self.fail(name, "must not be empty"),
            Some(text) => return text,
            None if self.get(name).is_none() => self.fail(name, "is required"),
            None => {}
        }
        String::new()
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

    /// A text, number or truth value, as text.
    fn required_scalar(&mut self, name: &str) -> String {
        match self.get(name) {
            Some(Value::String(text)) => return text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => return value.to_string(),
            Some(_) => self.fail(name, "must be a string, a number or a boolean"),
            None => self.fail(name, "is required"),
        }
        String::new()
    }

    /// A UUID.
    pub fn optional_uuid(&mut self, name: &str) -> Option<Uuid> {
        let id = self.get(name)?.as_str().and_then(|text| Uuid::try_parse(text).ok());
        if id.is_none() {
            self.fail(name, "must be a UUID");
        }
        id
    }

    /// A list; absent is empty.
    pub fn list(&mut self, name: &str) -> &'a [Value] {
        match self.get(name) {
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.fail(name, "must be an array");
                &[]
            }
            None => &[],
        }
    }

    /// A list of UUIDs.
    pub fn uuids(&mut self, name: &str) -> Vec<Uuid> {
        let mut ids = Vec::new();
        for (index, item) in self.list(name).iter().enumerate() {
            match item.as_str().and_then(|text| Uuid::try_parse(text).ok()) {
                Some(id) => ids.push(id),
                None => self.fail(&format!("{name}[{index}]"), "must be a UUID"),
            }
        }
        ids
    }

    /// A list of `{name, value}` objects.
    pub fn pairs(&mut self, name: &str) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (index, item) in self.list(name).iter().enumerate() {
            let place = format!("{name}[{index}]");
            let Some(mut fields) = Fields::of(item, &format!("{}{place}.", self.prefix)) else {
                self.fail(&place, "must be an object with name and value");
                continue;
            };
            pairs.push((fields.required_text("name", 200), fields.required_scalar("value")));
            self.errors.append(&mut fields.errors);
        }
        pairs
    }

    /// Ends the reading: `value` when nothing was wrong, else every mistake.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }
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
        fields.uuids("files");
        fields.pairs("context");
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
