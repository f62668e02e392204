//! Agents, tasks and collections, made and changed.

use serde_json::json;

use crate::dev_agent::AGENT;
use crate::support::{Place, text};

#[test]
fn an_agent_is_made_and_asked() {
    let place = Place::new();
    let made = place.json(&["agents", "create", "Keeper", "--description", "Knows zebras", "--yes"]);
    assert_eq!((&made["name"], &made["description"]), (&json!("Keeper"), &json!("Knows zebras")));

    let run = place.run(&["agents", "ask", AGENT, "How do I embed the widget?", "--context", "page=/cart"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("\n[1] "), "{}", run.stdout);
    let conversation = run.stderr.trim().strip_prefix("Go on with --conversation ").unwrap();
    let again = place.done(&["agents", "ask", AGENT, "What did I ask?", "--conversation", conversation]);
    assert!(again.contains("How do I embed the widget?"), "{again}");
    let whole = place.json(&["agents", "ask", AGENT, "Hello", "--conversation", conversation]);
    assert_eq!(whole["conversationId"], conversation);
}

#[test]
fn a_task_keeps_what_a_change_does_not_name() {
    let place = Place::new();
    let workspace = place.workspace();
    let made = place.json(&[
        "tasks",
        "create",
        "Call back",
        "--workspace",
        &workspace,
        "--owner",
        "jo@shop.example",
        "--agent",
        AGENT,
        "--yes",
    ]);
    assert_eq!((&made["sourceAgentId"], &made["status"]), (&json!(AGENT), &json!("open")));
    let id = text(&made["id"]);
    let changed =
        place.json(&["tasks", "update", &id, "--status", "done", "--review-context", "Reached", "--yes"]);
    assert_eq!(
        (&changed["owner"], &changed["reviewContext"]),
        (&json!("jo@shop.example"), &json!("Reached"))
    );
    let emptied = place.json(&["tasks", "update", &id, "--owner", "", "--yes"]);
    assert!(emptied["owner"].as_str().unwrap_or_default().is_empty(), "{emptied}");
}

#[test]
fn a_change_that_changes_nothing_is_a_wrong_command_line() {
    let place = Place::new();
    for command in ["tasks", "collections"] {
        let run = place.run(&[command, "update", AGENT, "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("--description"), "{}", run.stderr);
    }
}

#[test]
fn a_collection_is_made_of_uploaded_files() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("zoo.md"), "# Penguins\n\nFed at noon with herring.\n").unwrap();
    let file = text(&place.json(&["files", "upload", "zoo.md", "--yes"])["id"]);
    let made = place.json(&["collections", "create", "Zoo", "--file", &file, "--yes"]);
    assert_eq!(made["sources"][0]["fileId"], json!(file));

    let sources = json!([{"fileId": file, "title": "Care", "url": "https://zoo.example/care"}]);
    std::fs::write(place.folder.path().join("sources.json"), sources.to_string()).unwrap();
    let id = text(&made["id"]);
    let changed = place.json(&["collections", "update", &id, "--sources", "sources.json", "--yes"]);
    assert_eq!((&changed["sources"], &changed["name"]), (&sources, &json!("Zoo")));
    assert_eq!(place.json(&["collections", "get", &id])["sources"], sources);

    std::fs::write(place.folder.path().join("sources.json"), "[{\"file\": 1}]").unwrap();
    let run = place.run(&["collections", "update", &id, "--sources", "sources.json", "--yes"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("sources.json: expected [{\"fileId\""), "{}", run.stderr);
}
