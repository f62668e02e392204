//! The vendor's own External API manifests go in and come out without loss.

use std::path::Path;

use manifest::{Manifest, Mode};
use serde_json::Value;

use crate::support::{FILES, good};

const GENERATED: &str = include_str!("../golden/external-api.generated.json");
const BASELINE: &str = include_str!("../golden/external-api.baseline.json");

fn read(text: &str) -> Manifest {
    Manifest::from_json(Path::new("golden.json"), text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_generated_manifest_comes_out_as_the_same_ordered_document() {
    assert_eq!(serde_json::to_string_pretty(&read(GENERATED)).unwrap(), GENERATED.trim());
}

#[test]
fn the_baseline_is_an_external_api_manifest_and_keeps_all_it_says() {
    let manifest = read(BASELINE);
    assert_eq!(manifest.mode(), Mode::ExternalApi);
    let mut written = serde_json::to_value(&manifest).unwrap();
    assert_eq!(written.as_object_mut().unwrap().remove("manifestType").unwrap(), "siesta-external-api");
    assert_eq!(written, serde_json::from_str::<Value>(BASELINE).unwrap());
}

#[test]
fn every_mode_survives_reading_and_writing() {
    for file in FILES {
        let document = good(file);
        assert_eq!(serde_json::to_value(read(&document.to_string())).unwrap(), document, "{file}");
    }
}

#[test]
fn members_that_this_version_has_no_type_for_are_kept() {
    let mut document = good("realtime-api.json");
    for place in
        ["/inputs", "/integration", "/realtime", "/assistants/0", "/automation", "/requiredContextFields/0"]
    {
        let members = document.pointer_mut(place).unwrap().as_object_mut().unwrap();
        members.insert("later".into(), serde_json::json!({"deep": [1, null, "x"]}));
    }
    document["product"] = "Docs, a documentation site".into();
    document["repository"] = "https://example.com/docs.git".into();
    assert_eq!(serde_json::to_value(read(&document.to_string())).unwrap(), document);
}
