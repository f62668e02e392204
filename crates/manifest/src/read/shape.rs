//! The form of a value, written down as JSON Schema by the same readers that check it.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value, json};

/// Keywords of a value's schema while one is made; nothing while a file is read.
#[derive(Clone, Default)]
pub(crate) struct Shape(Option<Rc<RefCell<Map<String, Value>>>>);

impl Shape {
    /// A schema that is to be filled.
    pub(crate) fn recording() -> Self {
        Self(Some(Rc::default()))
    }

    pub(crate) fn is_recording(&self) -> bool {
        self.0.is_some()
    }

    /// Sets a keyword.
    pub(crate) fn say(&self, keyword: &str, value: impl Into<Value>) {
        if let Some(keywords) = &self.0 {
            keywords.borrow_mut().insert(keyword.to_owned(), value.into());
        }
    }

    /// Adds a schema that holds as well.
    pub(crate) fn also(&self, schema: impl FnOnce() -> Value) {
        self.append("allOf", schema);
    }

    /// Adds a member of an object.
    pub(crate) fn property(&self, key: &str, required: bool, schema: Value) {
        let Some(keywords) = &self.0 else { return };
        keywords.borrow_mut().entry("properties").or_insert_with(|| json!({}))[key] = schema;
        if required {
            self.append("required", || key.into());
        }
    }

    /// What was recorded.
    pub(crate) fn into_schema(self) -> Value {
        self.0.map(|keywords| Value::Object(keywords.take())).unwrap_or_default()
    }

    fn append(&self, keyword: &str, item: impl FnOnce() -> Value) {
        let Some(keywords) = &self.0 else { return };
        let mut keywords = keywords.borrow_mut();
        let list = keywords.entry(keyword).or_insert_with(|| json!([]));
        if let Some(items) = list.as_array_mut() {
            items.push(item());
        }
    }
}
