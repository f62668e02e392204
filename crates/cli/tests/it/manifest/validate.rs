//! `siesta manifest validate` and `schema`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::golden;
use crate::support::{Run, repository, siesta};

fn validate(path: &Path) -> Run {
    siesta(["manifest".as_ref(), "validate".as_ref(), path.as_os_str()])
}

const NOTHING: (i32, &str, &str) = (0, "", "");

#[test]
fn good_files_and_folders_pass_without_a_word() {
    let baseline = repository("crates/manifest/tests/golden/external-api.baseline.json");
    for path in [golden(), baseline, repository("preview/manifests")] {
        let run = validate(&path);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), NOTHING, "{}", path.display());
    }
}

#[test]
fn problems_come_with_paths_reasons_and_remedies() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.json");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(golden()).unwrap()).unwrap();
    document["siestaAi"]["requiredHeaders"]["X-Api-Key"] = json!("live-key");
    document["inputs"]["operationCount"] = json!(3);
    document["useCases"] = json!("typing mistake");
    fs::write(&file, document.to_string()).unwrap();
    let run = validate(&file);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    for part in [
        "a.json",
        "$.siestaAi.requiredHeaders['X-Api-Key']\n    is a credential and holds more \
         than a placeholder\n    → remove it",
        "$.inputs.operationCount\n    is 3, but siestaApiOperations has 17\n    → write 17",
        "Unknown keys, which a running backend refuses:\n  $.useCases\n    \"useCases\" is not a known \
         key\n    → did you mean \"useCase\"?",
    ] {
        assert!(run.stdout.contains(part), "{part}\n--- in\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("live-key"));
}

#[test]
fn colours_that_can_not_be_read_are_told_with_their_contrast_and_are_no_problem() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(repository("preview/manifests/web-plugin.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    document["webPlugin"]["theme"] = json!({"light": {"text": "#9aa5a1"}});
    let file = folder.path().join("web-plugin.json");
    fs::write(&file, document.to_string()).unwrap();
    for path in [file.as_path(), folder.path()] {
        let run = validate(path);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        let expected = "Colours that can't be read, which the widget draws differently (WCAG 2.2, AA):\n  \
                        $.webPlugin.theme.light.text\n    is #9aa5a1, which has a contrast of 2.29 to 1 on \
                        #f1f4f3 (light) and needs 4.5\n    → write \"text\": \"#";
        assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    }
}

#[test]
fn an_unknown_key_alone_is_reported_and_no_problem() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(repository("preview/manifests/web-plugin.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    document["webPlugin"]["voice"] = json!(true);
    let file = folder.path().join("web-plugin.json");
    fs::write(&file, document.to_string()).unwrap();
    let run = validate(&file);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("$.webPlugin.voice"), "{}", run.stdout);
    let run = validate(folder.path());
    assert_eq!(run.code, 1, "a backend would load the folder");
    assert!(run.stdout.contains("$.webPlugin.voice"), "{}", run.stdout);
}

#[test]
fn a_file_that_is_not_there_is_no_verdict() {
    let run = validate(Path::new("no-such.json"));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("no-such.json can't be read"), "{}", run.stderr);
}

#[test]
fn the_schema_of_one_mode_or_of_all_is_printed() {
    for mode in ["external-api", "realtime-api", "web-plugin"] {
        let run = siesta(["manifest", "schema", "--mode", mode]);
        let schema: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(schema["properties"]["integration"]["properties"]["mode"]["const"], mode);
    }
    let run = siesta(["manifest", "schema"]);
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["oneOf"].as_array().unwrap().len(), 3);
}
