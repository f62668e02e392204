//! `siesta manifest diff`.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Run, repository, siesta};

/// Compares a manifest of the preview page with a changed copy.
fn diff(file: &str, change: impl FnOnce(&mut Value)) -> Run {
    let folder = TempDir::new().unwrap();
    let before = repository("preview/manifests").join(file);
    let mut document: Value = serde_json::from_str(&fs::read_to_string(&before).unwrap()).unwrap();
    change(&mut document);
    let after = folder.path().join("after.json");
    fs::write(&after, document.to_string()).unwrap();
    siesta(["manifest".as_ref(), "diff".as_ref(), before.as_os_str(), after.as_os_str()])
}

fn lines(run: &Run) -> Vec<&str> {
    assert_eq!(run.stderr, "");
    assert_eq!(run.code, i32::from(!run.stdout.is_empty()));
    run.stdout.lines().collect()
}

#[test]
fn what_means_the_same_is_no_difference() {
    let run = diff("external-api.json", |document| {
        document["siestaApiOperations"].as_array_mut().unwrap().reverse();
        document["inputs"].as_object_mut().unwrap().remove("operationCount");
        document["siestaAi"].as_object_mut().unwrap().remove("assistants");
    });
    assert_eq!(lines(&run), Vec::<&str>::new());
    let run = diff("web-plugin.json", |document| {
        document["webPlugin"].as_object_mut().unwrap().remove("position");
        document["webPlugin"]["clientTools"] = json!([]);
    });
    assert_eq!(lines(&run), Vec::<&str>::new());
}

#[test]
fn entries_are_known_by_their_names() {
    let run = diff("external-api.json", |document| {
        let operations = document["siestaApiOperations"].as_array_mut().unwrap();
        operations.remove(0);
        operations[0]["purpose"] = json!("Ask.");
        document["inputs"]["operationCount"] = json!(1);
        let field = json!({"name": "plan", "type": "string", "required": false, "description": "Plan."});
        document["requiredContextFields"].as_array_mut().unwrap().insert(0, field);
        document["inputs"]["requiredContextFieldCount"] = json!(3);
    });
    let lines = lines(&run);
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("+ $.requiredContextFields[plan]: {"), "{lines:?}");
    assert!(lines[1].starts_with("- $.siestaApiOperations[GET /api/v1/Agent]: {"), "{lines:?}");
    assert_eq!(
        lines[2],
        "~ $.siestaApiOperations[POST /api/v1/Agent/{agentId}/response].purpose: \
         \"Send a message or structured request to a specific agent and receive the response.\" → \"Ask.\""
    );
}

#[test]
fn the_order_of_assistants_counts_because_the_first_is_the_default() {
    let billing = json!({"role": "billing", "label": "Billing", "agentId": "<billing-agent-id>"});
    let with = |first: bool| {
        let billing = billing.clone();
        move |document: &mut Value| {
            document["inputs"].as_object_mut().unwrap().remove("assistants");
            let assistants = document["assistants"].as_array_mut().unwrap();
            assistants.insert(usize::from(!first), billing);
        }
    };
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(repository("preview/manifests/web-plugin.json")).unwrap();
    let paths = [false, true].map(|first| {
        let mut document: Value = serde_json::from_str(&text).unwrap();
        with(first)(&mut document);
        let path = folder.path().join(format!("{first}.json"));
        fs::write(&path, document.to_string()).unwrap();
        path
    });
    let run = siesta(["manifest".as_ref(), "diff".as_ref(), paths[0].as_os_str(), paths[1].as_os_str()]);
    assert_eq!(lines(&run), ["~ $.assistants: now in the order billing, primary"]);
}

#[test]
fn a_file_that_is_no_manifest_is_no_verdict() {
    let run = diff("web-plugin.json", |document| document["webPlugin"]["theme"] = json!("blue"));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("$.webPlugin.theme"), "{}", run.stderr);
}
