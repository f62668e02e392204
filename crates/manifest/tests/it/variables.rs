//! `${NAME}`: what differs from one deployment to the next.

use std::path::Path;

use manifest::{Manifest, ManifestSet, Review};
use serde_json::json;

use crate::support::{Folder, good};

const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";
const FILE: &str = "web-plugin.json";

/// A Web Plugin manifest whose agent and address come from the environment.
fn folder() -> Folder {
    let folder = Folder::with(&[FILE]);
    for pointer in ["/assistants/0/agentId", "/inputs/agentId", "/inputs/assistants/0/agentId"] {
        folder.change(FILE, pointer, Some(json!("${SIESTA_AGENT_ID}")));
    }
    folder.change(FILE, "/inputs/baseUrl", Some(json!("${SIESTA_URL}")));
    folder
}

fn load(folder: &Folder, values: &[(&str, &str)]) -> Result<ManifestSet, Vec<(String, String, String)>> {
    let environment =
        |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    ManifestSet::load_with(folder.path(), &environment).map_err(|error| {
        let texts = error.problems().iter();
        texts.map(|it| (it.path.clone(), it.reason.clone(), it.remedy.clone())).collect()
    })
}

#[test]
fn a_loaded_set_has_the_values_of_its_environment() {
    let set = load(&folder(), &[("SIESTA_AGENT_ID", AGENT), ("SIESTA_URL", "http://localhost:1")]).unwrap();
    assert_eq!(set.assistants()[0].agent_id.to_string(), AGENT);
    let inputs = set.web_plugin().head.inputs.as_ref().unwrap();
    assert_eq!(inputs.base_url.as_str(), "http://localhost:1");
}

#[test]
fn a_value_that_is_missing_or_wrong_is_told_at_its_place() {
    let problems = load(&folder(), &[("SIESTA_AGENT_ID", "support")]).unwrap_err();
    let missing = "names the environment variable SIESTA_URL, which is not set";
    assert!(problems.iter().any(|(path, reason, remedy)| path == "$.inputs.baseUrl"
        && reason == missing
        && remedy == "set SIESTA_URL where the backend runs, or write the value itself"));
    let wrong = "is \"support\", which is no UUID";
    assert!(problems.iter().any(|(path, reason, _)| path == "$.assistants[0].agentId" && reason == wrong));
}

#[test]
fn a_file_keeps_its_variables_where_nothing_runs() {
    let mut document = good(FILE);
    document["assistants"][0]["agentId"] = json!("${SIESTA_AGENT_ID}");
    let manifest = Manifest::from_json(Path::new(FILE), &document.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&manifest).unwrap(), document);
}

#[test]
fn no_variable_stands_for_a_secret() {
    let review = |pointer: &str, value: &str| {
        let mut document = good("external-api.json");
        *document.pointer_mut(pointer).unwrap() = json!(value);
        Review::new(Path::new("external-api.json"), &document.to_string()).problems
    };
    let problems = review("/inputs/organizationId", "${SIESTA_API_KEY}");
    assert_eq!(problems[0].reason, "names SIESTA_API_KEY, which sounds like a secret");
    let problems = review("/siestaAi/requiredHeaders/X-Api-Key", "${SIESTA_API}");
    assert_eq!(problems[0].reason, "is a credential and holds more than a placeholder");
}

#[test]
fn a_secret_in_the_environment_is_not_repeated() {
    let key = "sk-proj4f9KzQ81mXw72Lp0";
    let problems = load(&folder(), &[("SIESTA_AGENT_ID", key), ("SIESTA_URL", key)]).unwrap_err();
    assert!(
        problems.len() >= 2 && problems.iter().all(|(_, reason, _)| !reason.contains(key)),
        "{problems:?}"
    );
}
