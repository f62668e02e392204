//! Files of one set that contradict each other, or leave open what a running backend needs.

use serde_json::json;

use crate::support::{Folder, good};

const OTHER: &str = "5e1a7a00-0000-4000-8000-000000000002";
const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";

#[test]
fn agent_ids_that_disagree_name_both_files() {
    let folder = Folder::good();
    for pointer in ["/assistants/0/agentId", "/inputs/agentId", "/inputs/assistants/0/agentId"] {
        folder.change("realtime-api.json", pointer, Some(json!(OTHER)));
    }
    let reason = format!(
        "is {OTHER}, but web-plugin.json at $.assistants[0].agentId says {AGENT} for the role \"primary\""
    );
    let remedy = "write the same id in both places".to_owned();
    let problem =
        |path: &str| ("realtime-api.json".to_owned(), path.to_owned(), reason.clone(), remedy.clone());
    assert_eq!(
        folder.problems(),
        [problem("$.assistants[0].agentId"), problem("$.inputs.assistants[0].agentId")]
    );
}

#[test]
fn one_file_that_contradicts_itself_is_refused() {
    let table = [
        ("web-plugin.json", "/inputs/assistants/0/agentId", "$.inputs.assistants[0].agentId"),
        ("web-plugin.json", "/inputs/agentId", "$.inputs.agentId"),
        ("realtime-api.json", "/inputs/organizationId", "$.inputs.organizationId"),
        ("external-api.json", "/siestaAi/assistants/0/agentId", "$.siestaAi.assistants[0].agentId"),
        (
            "external-api.json",
            "/siestaAi/requiredPathParameters/agentId",
            "$.siestaAi.requiredPathParameters.agentId",
        ),
        ("external-api.json", "/siestaAi/requiredHeaders/X-Org-Id", "$.siestaAi.requiredHeaders['X-Org-Id']"),
    ];
    for (file, pointer, path) in table {
        let folder = Folder::good();
        folder.change(file, pointer, Some(json!(OTHER)));
        let problems = folder.problems();
        assert_eq!(problems.len(), 1, "{pointer}: {problems:?}");
        assert_eq!((problems[0].0.as_str(), problems[0].1.as_str()), (file, path));
    }
}

#[test]
fn a_placeholder_is_refused_where_an_id_is_used_and_kept_in_templates() {
    for pointer in ["/assistants/0/agentId", "/inputs/agentId", "/inputs/organizationId"] {
        let folder = Folder::with(&["web-plugin.json"]);
        folder.change("web-plugin.json", pointer, Some(json!("<siesta-agent-id>")));
        let problems = folder.problems();
        assert!(
            problems.iter().any(|(_, path, reason, _)| *path == pointer_to_path(pointer)
                && reason == "is still the placeholder <siesta-agent-id>"),
            "{pointer}: {problems:?}"
        );
    }
    let folder = Folder::good();
    let file = "external-api.json";
    folder.change(file, "/siestaAi/requiredHeaders/X-Org-Id", Some(json!("<siesta-organization-id>")));
    folder.change(file, "/siestaAi/requiredPathParameters/agentId", Some(json!("<siesta-agent-id>")));
    folder.load().unwrap();
}

fn pointer_to_path(pointer: &str) -> String {
    format!("${}", pointer.replace("/0", "[0]").replace('/', "."))
}

#[test]
fn a_second_file_of_one_mode_is_refused() {
    let folder = Folder::good();
    folder.write("web-plugin-old.json", good("web-plugin.json").to_string());
    let problem = (
        "web-plugin.json".to_owned(),
        "$.manifestType".to_owned(),
        "is a second Web Plugin manifest; the first is web-plugin-old.json".to_owned(),
        "keep one of the two in the folder".to_owned(),
    );
    assert_eq!(folder.problems(), [problem]);
}

#[test]
fn a_set_without_a_web_plugin_is_refused() {
    for files in [&["realtime-api.json", "external-api.json"][..], &[]] {
        let folder = Folder::with(files);
        let problems = folder.problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].2, "holds no Web Plugin manifest, which says what to mount on the site");
        assert_eq!(problems[0].3, "add a JSON file with \"manifestType\": \"siesta-web-plugin\"");
    }
}
