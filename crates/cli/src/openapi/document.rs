//! An OpenAPI 3 document, and walking in it with references followed.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// An OpenAPI 3 document.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
    used: OnceLock<BTreeSet<String>>,
}

/// Why a text is no document that can be compared.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It can't be read at all.
    #[error("it is not JSON: {0}; save the document as JSON")]
    NotJson(#[from] serde_json::Error),
    /// It is another version of OpenAPI, or something else.
    #[error("it is no OpenAPI 3 document: its member \"openapi\" is {0}; export it as OpenAPI 3")]
    NotOpenApi3(String),
    /// It describes nothing.
    #[error("it has no member \"paths\", so that there is nothing to compare")]
    NoPaths,
}

/// A value in a document, where the references that lead to it end.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    document: &'a Document,
    /// Its JSON pointer, such as `#/components/schemas/Task`.
    pub pointer: String,
    /// The value.
    pub value: &'a Value,
}

/// The longest chain of references that lead on to references.
const CHAIN: usize = 16;

impl Document {
    /// Reads a document's text.
    ///
    /// # Errors
    /// When there is nothing that could be compared.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        Self::new(serde_json::from_str(text.trim_start_matches('\u{feff}'))?)
    }

    /// Takes a parsed document.
    ///
    /// # Errors
    /// When there is nothing that could be compared.
    pub fn new(root: Value) -> Result<Self, DocumentError> {
        match root.get("openapi").and_then(Value::as_str) {
            Some(version) if version.starts_with("3.") => {}
            Some(version) => return Err(DocumentError::NotOpenApi3(version.to_owned())),
            None => return Err(DocumentError::NotOpenApi3("missing".to_owned())),
        }
        if !root["paths"].is_object() {
            return Err(DocumentError::NoPaths);
        }
        Ok(Self { root, used: OnceLock::new() })
    }

    /// The document as a whole.
    pub fn root(&self) -> Place<'_> {
        Place { document: self, pointer: "#".to_owned(), value: &self.root }
    }

    /// Whether an operation leads to this component.
    pub fn uses(&self, pointer: &str) -> bool {
        self.used.get_or_init(|| self.references()).contains(pointer)
    }

    fn references(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<Place<'_>> = self.root().get("paths").into_iter().collect();
        while let Some(place) = open.pop() {
            if place.pointer.starts_with("#/components/") && !found.insert(place.pointer.clone()) {
                continue;
            }
            // What begins with x- is for the people and tools of one document.
            let keys = place.keys().into_iter().filter(|key| !key.starts_with("x-"));
            open.extend(keys.filter_map(|key| place.get(key)).chain(place.entries()));
        }
        found
    }
}

impl<'a> Place<'a> {
    /// A member, with references followed.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(self.step(&key.replace('~', "~0").replace('/', "~1"), value))
    }

    /// The members of a member that is an object.
    pub fn members(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(object) = self.get(key) else { return Vec::new() };
        object.keys().into_iter().filter_map(|key| Some((key, object.get(key)?))).collect()
    }

    /// The keys of an object.
    pub fn keys(&self) -> Vec<&'a str> {
        self.value.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect()
    }

    /// The items of a member that is a list.
    pub fn items(&self, key: &str) -> Vec<Self> {
        self.get(key).map(|list| list.entries()).unwrap_or_default()
    }

    /// The items of a list.
    pub fn entries(&self) -> Vec<Self> {
        let values = self.value.as_array().into_iter().flatten();
        values.enumerate().map(|(index, value)| self.step(&index.to_string(), value)).collect()
    }

    /// A member that is a text.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// Whether a member is `true`.
    pub fn is(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// Where a reference leads that could not be followed.
    pub fn dead_reference(&self) -> Option<&'a str> {
        self.text("$ref")
    }

    /// The name of the schema that stands here, when it has one.
    pub fn schema_name(&self) -> Option<&str> {
        self.pointer.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
    }

    fn step(&self, token: &str, value: &'a Value) -> Self {
        let place = Self { document: self.document, pointer: format!("{}/{token}", self.pointer), value };
        place.follow()
    }

    fn follow(self) -> Self {
        let mut place = self;
        for _ in 0..CHAIN {
            let Some(reference) = place.text("$ref") else { break };
            // A pointer in an address has its odd characters escaped once more; the vendor's names have none.
            let target = reference.strip_prefix('#').and_then(|it| place.document.root.pointer(it));
            let Some(value) = target else { break };
            place = Place { document: place.document, pointer: reference.to_owned(), value };
        }
        place
    }
}
