//! JSON Schema (2020-12) of the manifest, written by the same readers that check a file.

use std::path::Path;

use serde_json::{Value, json};

use crate::manifest::Manifest;
use crate::mode::Mode;
use crate::read::{Choice, Node, Report, Shape};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of one mode, or of all three.
///
/// It accepts what [`Review`](crate::Review) finds neither a problem nor an unknown key in, and more:
/// secrets, lists that contradict a count, names that stand twice and addresses that lead nowhere are beyond
/// a schema.
pub fn json_schema(mode: Option<Mode>) -> Value {
    if let Some(mode) = mode {
        let mut schema = of_mode(mode);
        schema["$schema"] = DIALECT.into();
        return schema;
    }
    let modes = Mode::WORDS.iter().map(|(_, mode)| *mode);
    let definitions: serde_json::Map<String, Value> =
        modes.clone().map(|mode| (mode.as_str().to_owned(), of_mode(mode))).collect();
    let references: Vec<Value> = modes.map(|mode| json!({"$ref": format!("#/$defs/{mode}")})).collect();
    json!({
        "$schema": DIALECT,
        "title": "siesta-agent-manifest.json",
        "oneOf": references,
        "$defs": definitions,
    })
}

fn of_mode(mode: Mode) -> Value {
    let report = Report::new(Path::new(""), None);
    let shape = Shape::recording();
    shape.say("title", format!("{} manifest", mode.name()));
    Manifest::read_mode(mode, Node::describing(&report, shape.clone()).fields());
    shape.into_schema()
}
