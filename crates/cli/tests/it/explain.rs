//! `siesta manifest explain`.

mod client;
mod integration;
mod shapes;

use crate::manifest::golden;
use crate::support::{repository, siesta};

/// The explanation of a manifest of this repository.
fn explained(file: &std::path::Path, reader: &str) -> String {
    let run = siesta(["manifest", "explain", file.to_str().unwrap(), "--for", reader]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.stdout
}

/// `client.rs` and `shapes.rs` are written from this text and nothing else. Whoever accepts another text goes
/// through them as well.
#[test]
fn the_golden_manifest_is_explained_to_a_coding_agent() {
    insta::assert_snapshot!(explained(&golden(), "agent"));
}

#[test]
fn a_manifest_is_explained_to_people() {
    insta::assert_snapshot!(explained(&golden(), "people"));
}

#[test]
fn each_mode_is_explained_by_its_own_contract() {
    let live = explained(&repository("preview/manifests/realtime-api.json"), "agent");
    for part in ["## WebSocket", "realtime-session", "interface RealtimeSession", "function_call_output"] {
        assert!(live.contains(part), "{part} in {live}");
    }
    let widget = explained(&repository("preview/manifests/web-plugin.json"), "agent");
    assert!(widget.contains("<script src="), "{widget}");
    assert!(!widget.contains("### GET") && !live.contains("/api/v1/Task"), "one contract only");
}

#[test]
fn only_chosen_operations_are_explained_with_their_shapes_alone() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("manifest.json");
    let run = siesta(["manifest", "new", "--mode", "external-api", "--operation", "GET /api/v1/Workspace"]);
    std::fs::write(&file, run.stdout).unwrap();
    let text = explained(&file, "agent");
    assert!(text.contains("interface WorkspacePage") && text.contains("### GET /api/v1/Workspace"));
    for other in ["interface Task", "### POST", "Output contract", "409"] {
        assert!(!text.contains(other), "{other} in {text}");
    }
}

#[test]
fn variables_of_the_manifest_keep_their_names() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("manifest.json");
    let mut arguments = vec!["manifest", "new", "--mode", "external-api", "--agent-id", "${SHOP_AGENT}"];
    arguments
        .extend(["--assistant", "role=billing,label=Billing,agentId=5e1a7a00-0000-4000-8000-000000000002"]);
    std::fs::write(&file, siesta(arguments).stdout).unwrap();
    let text = explained(&file, "agent");
    assert!(text.contains("| `SHOP_AGENT` |"), "{text}");
    let billing = "| `SIESTA_AGENT_ID_BILLING` | the agent of \"Billing\" (billing) | `5e1a7a00-0000-4000-8000-000000000002` |";
    assert!(text.contains(billing), "{text}");
}
