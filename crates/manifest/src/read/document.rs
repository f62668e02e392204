//! From text to JSON, and the checks that hold for every value of a document wherever it stands.

use std::fmt;
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Report, item, member};
use crate::checks::{is_placeholder, secret};
use crate::problem::ManifestError;

/// Largest manifest, in bytes. The vendor's own is 9 KB.
pub(crate) const FILE_BYTES: usize = 256 * 1024;

/// Parses a file's text. A key that occurs twice is an error: which of the two holds would be a guess.
pub(crate) fn parse(file: &Path, text: &str) -> Result<Value, ManifestError> {
    if text.len() > FILE_BYTES {
        return Err(too_large(file));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<Distinct>(text) {
        Ok(Distinct(value)) => Ok(value),
        Err(error) => Err(ManifestError::one(
            file,
            format!("is not valid JSON: {error}"),
            format!("correct line {}, at column {}", error.line(), error.column()),
        )),
    }
}

/// What is said of a file that is larger than [`FILE_BYTES`].
pub(crate) fn too_large(file: &Path) -> ManifestError {
    ManifestError::one(
        file,
        format!("is larger than {} KB", FILE_BYTES / 1024),
        "keep only the contract in the manifest; documentation and data belong elsewhere",
    )
}

/// Refuses secrets and keys that change the meaning of objects, anywhere in the document.
pub(crate) fn check_everywhere(value: &Value, path: &str, report: &Report<'_>) {
    match value {
        Value::String(text) => {
            if let Some(kind) = secret::find(text) {
                report.refuse(path, format!("looks like {kind}"), REMEDY_SECRET);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                check_everywhere(value, &item(path, index), report);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                check_member(key, value, &member(path, key), report);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

const REMEDY_SECRET: &str = "remove it and revoke it if it was ever shared; keys belong in the backend's \
                             environment, and a manifest names them by a placeholder such as \
                             <siesta-api-key>";

fn check_member(key: &str, value: &Value, path: &str, report: &Report<'_>) {
    if key == "__proto__" {
        report.refuse(path, "is a key that JavaScript treats as an instruction", "remove it");
    }
    if secret::find(key).is_some() {
        report.refuse(path, "is a key that looks like a secret", REMEDY_SECRET);
    }
    match value {
        Value::String(text) if secret::is_credential_key(key) => {
            if !is_placeholder(text) {
                report.refuse(path, "is a credential and holds more than a placeholder", REMEDY_SECRET);
            }
        }
        _ => check_everywhere(value, path, report),
    }
}

/// A JSON value whose objects name each key once.
struct Distinct(Value);

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DistinctVisitor).map(Distinct)
    }
}

struct DistinctVisitor;

impl<'de> Visitor<'de> for DistinctVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Distinct(value)) = items.next_element()? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let Distinct(value) = members.next_value()?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!(
                    "the key {} occurs twice",
                    crate::checks::quote(&key)
                )));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
