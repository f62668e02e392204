//! The document's schemas, and what a type's JSON must be like to be one of them.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The schemas, and which of them no type has answered for yet.
pub struct Schemas {
    schemas: Map<String, Value>,
    pub unchecked: BTreeSet<String>,
}

impl Schemas {
    pub fn open() -> Self {
        let document: Value = serde_json::from_str(crate::openapi::ASSUMED_V1).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap().clone();
        let unchecked = schemas.keys().cloned().collect();
        Self { schemas, unchecked }
    }

    pub fn required(&self, schema: &str) -> BTreeSet<String> {
        let required = self.schemas[schema]["required"].as_array().into_iter().flatten();
        required.map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    /// The words that a property may be.
    pub fn words(&self, schema: &str, property: &str) -> Vec<String> {
        let words = self.schemas[schema]["properties"][property]["enum"].as_array().unwrap();
        words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Compares names, types, required-ness and nullability, and that an unknown property survives a round
    /// trip.
    pub fn check<T: Serialize + DeserializeOwned>(&mut self, schema: &str, sample: T) {
        let sample = object(serde_json::to_value(sample).unwrap());
        let read = |object: Map<String, Value>| serde_json::from_value::<T>(Value::Object(object)).ok();
        let round_trip = |object| read(object).map(|read| serde_json::to_value(read).unwrap());
        self.compare(schema, &sample, round_trip);
    }

    /// The same for whatever `round_trip` reads and writes again.
    pub fn compare(
        &mut self,
        schema: &str,
        sample: &Map<String, Value>,
        round_trip: impl Fn(Map<String, Value>) -> Option<Value>,
    ) {
        assert!(self.unchecked.remove(schema), "{schema} is not in the document, or checked twice");
        let properties = self.schemas[schema]["properties"].as_object().unwrap();
        let required = self.required(schema);
        assert_eq!(names(sample), names(properties), "properties of {schema}");
        for (name, property) in properties {
            assert!(self.conforms(property, &sample[name]), "{schema}.{name}: {}", sample[name]);
            let mut changed = sample.clone();
            changed.remove(name);
            let reads = round_trip(changed.clone()).is_some();
            assert_eq!(!reads, required.contains(name), "{schema}.{name} is required");
            if property["nullable"] == true {
                changed.insert(name.clone(), Value::Null);
                assert!(round_trip(changed).is_some(), "{schema}.{name} is nullable");
            }
        }
        let mut newer = sample.clone();
        newer.insert("addedLater".to_owned(), json!({"kept": [1]}));
        assert_eq!(round_trip(newer.clone()), Some(Value::Object(newer)), "{schema} keeps the unknown");
    }

    /// Whether a value has the schema's JSON type, references and array items followed.
    fn conforms(&self, schema: &Value, value: &Value) -> bool {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.trim_start_matches("#/components/schemas/");
            let properties = self.schemas[name]["properties"].as_object().unwrap();
            return value.as_object().is_some_and(|object| names(object) == names(properties));
        }
        if let Some(words) = schema["enum"].as_array() {
            return words.contains(value);
        }
        match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
            ("string", Some("uuid")) => value.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok()),
            ("string", Some("date-time")) => value.as_str().is_some_and(|text| text.contains('T')),
            ("string", None) => value == "text",
            ("integer", _) => value.is_u64(),
            ("boolean", _) => value.is_boolean(),
            ("object", _) => value.is_object(),
            ("array", _) => value.as_array().is_some_and(|items| {
                !items.is_empty() && items.iter().all(|item| self.conforms(&schema["items"], item))
            }),
            (other, format) => panic!("the check does not know {other} {format:?}"),
        }
    }
}

pub fn names(object: &Map<String, Value>) -> BTreeSet<String> {
    object.keys().cloned().collect()
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}
