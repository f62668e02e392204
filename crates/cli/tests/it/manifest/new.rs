//! `siesta manifest new`.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::golden;
use crate::support::{Run, siesta};

fn built(arguments: &[&str]) -> Value {
    let run = new(arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

fn new(arguments: &[&str]) -> Run {
    siesta(["manifest", "new"].iter().chain(arguments))
}

/// Exit code 2, nothing on standard output, and what is said.
fn refusal(arguments: &[&str]) -> String {
    let run = new(arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    run.stderr
}

#[test]
fn without_another_option_it_prints_the_vendors_json() {
    let run = new(&["--mode", "external-api"]);
    let golden = fs::read_to_string(golden()).unwrap();
    let expected = Run { code: 0, stdout: format!("{}\n", golden.trim_end()), stderr: String::new() };
    assert_eq!(run, expected);
}

#[test]
fn a_widget_has_its_own_options() {
    let folder = TempDir::new().unwrap();
    let tools = folder.path().join("tools.json");
    let tool =
        json!({"name": "show", "description": "Shows.", "parameters": {"type": "object"}, "writes": false});
    fs::write(&tools, json!([tool]).to_string()).unwrap();
    let built = built(&[
        "--mode",
        "web-plugin",
        "--script-url",
        "https://chat.example.com/chat-widget.js",
        "--mount",
        "#chat",
        "--page-context",
        "page",
        "--title",
        "Ask us",
        "--greeting",
        "Hi!",
        "--suggestion",
        "Where is my order?",
        "--accent",
        "#1f6f5c",
        "--color-mode",
        "dark",
        "--light",
        "surface=#fffdf7,onAccent=#ffffff",
        "--dark",
        "accent=#2b836d",
        "--radius",
        "8",
        "--font",
        "Inter",
        "--font",
        "system-ui",
        "--launcher-icon",
        "spark",
        "--launcher-size",
        "64",
        "--launcher-gap",
        "16",
        "--z-index",
        "10",
        "--position",
        "bottom-start",
        "--client-tools",
        tools.to_str().unwrap(),
    ]);
    let expected = json!({
        "scriptUrl": "https://chat.example.com/chat-widget.js",
        "mount": "#chat",
        "pageContext": "page",
        "texts": {"title": "Ask us", "greeting": "Hi!", "suggestions": ["Where is my order?"]},
        "theme": {
            "accent": "#1f6f5c",
            "mode": "dark",
            "light": {"surface": "#fffdf7", "onAccent": "#ffffff"},
            "dark": {"accent": "#2b836d"},
            "radius": 8,
            "font": ["Inter", "system-ui"],
            "launcher": {"icon": "spark", "size": 64, "gap": 16},
            "zIndex": 10,
        },
        "position": "bottom-start",
        "clientTools": [tool],
    });
    assert_eq!(built["webPlugin"], expected);
}

#[test]
fn colours_that_can_not_be_read_are_told_beside_the_manifest() {
    let run = siesta(["manifest", "new", "--mode", "web-plugin", "--light", "link=#8ab4f8"]);
    assert_eq!(run.code, 0);
    assert!(
        run.stdout.contains("\"link\": \"#8ab4f8\""),
        "it is written as it was asked for: {}",
        run.stdout
    );
    assert!(run.stderr.contains("$.webPlugin.theme.light.link\n    is #8ab4f8, which has"), "{}", run.stderr);
}

#[test]
fn client_tools_that_can_not_be_used_are_told_with_their_places() {
    let folder = TempDir::new().unwrap();
    let tools = folder.path().join("tools.json");
    fs::write(&tools, r#"[{"name": "show it", "description": "Shows.", "parameters": {}}]"#).unwrap();
    let said = refusal(&["--mode", "realtime-api", "--client-tools", tools.to_str().unwrap()]);
    for part in ["tools.json", "$[0].name", "$[0].parameters", "$[0].writes"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn an_option_of_another_mode_is_refused() {
    for (mode, option, value, owner) in [
        ("web-plugin", "--operation", "GET /api/v1/Task", "--mode external-api"),
        ("realtime-api", "--title", "Ask us", "--mode web-plugin"),
        ("external-api", "--radius", "8", "--mode web-plugin"),
        ("external-api", "--client-tools", "tools.json", "--mode realtime-api or web-plugin"),
    ] {
        let said = refusal(&["--mode", mode, option, value]);
        assert!(said.contains(option) && said.contains(owner), "{said}");
    }
}

#[test]
fn answers_that_can_not_stand_are_told_with_remedies() {
    let said = refusal(&["--mode", "external-api", "--agent-id", "support"]);
    assert!(said.contains("\"support\", which is no UUID") && said.contains("→"), "{said}");
    let said = refusal(&["--mode", "external-api", "--operation", "DELETE /api/v1/Task"]);
    assert!(said.contains("POST /api/v1/Task"), "{said}");
    let said = refusal(&["--mode", "external-api", "--field", "name=a,type=money,description=b"]);
    assert!(said.contains("uuid, string, url, number, boolean, enum"), "{said}");
    let key = "sk-proj4f9KzQ81mXw72Lp0";
    let said = refusal(&["--mode", "external-api", "--product", key]);
    assert!(said.contains("$.product") && !said.contains(key), "{said}");
}
