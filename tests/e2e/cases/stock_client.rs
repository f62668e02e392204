//! The stock AG-UI client, `@ag-ui/client` of npm, uses the backend as any client may.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{AgentSettings, Backend, BackendSettings, DevAgent, knowledge, root};

const WORDS: usize = 200;
const SECOND: &str = "How do I embed the chat with a script tag?";

/// What `tests/js/ag_ui_client.mjs` saw.
fn seen(tool: &Value, request: &str, result: &Value) -> Value {
    let folder = tempfile::Builder::new().prefix("chat-e2e-").tempdir().expect("a folder can be made");
    let known = [knowledge::long(WORDS), knowledge::standard()].concat();
    let agent = DevAgent::start(
        folder.path(),
        &AgentSettings { knowledge: &known, link_base: "/docs/", token_interval_ms: 5, model_url: None },
    );
    let settings = BackendSettings { client_tools: vec![tool.clone()], ..BackendSettings::default() };
    let backend = Backend::start(folder.path(), &agent, &settings);
    let plan = json!({ "questions": [knowledge::LONG_QUESTION, SECOND], "tool": tool, "request": request,
        "result": result.to_string() });
    let client = root().join("tests/js/ag_ui_client.mjs");
    let output = Command::new("node").arg(client).arg(backend.url()).arg(plan.to_string()).output();
    let output = output.expect("node starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the client refuses what it got: {errors}");
    serde_json::from_slice(&output.stdout).expect("the client prints JSON")
}

/// The newest message of a run, which has to be an answer.
#[track_caller]
fn answer(run: &Value) -> &str {
    assert_eq!((&run["outcome"], &run["error"]), (&json!("success"), &Value::Null), "{run}");
    let message =
        run["messages"].as_array().and_then(|messages| messages.last()).expect("there is an answer");
    assert_eq!(message["role"], "assistant", "{run}");
    message["content"].as_str().expect("an answer is text")
}

#[test]
fn the_stock_client_holds_a_chat_and_runs_a_tool_for_the_agent() {
    let place =
        json!({ "type": "object", "properties": { "place": { "type": "string" } }, "required": ["place"] });
    let shown =
        json!({ "type": "object", "properties": { "shown": { "type": "boolean" } }, "required": ["shown"] });
    let tool = json!({ "name": "open_map", "description": "Shows a place on the map.", "parameters": place,
        "result": shown, "writes": false });
    let seen = seen(&tool, "Open the map of \"Brno\"", &json!({ "shown": true, "near": "Vienna" }));

    let answers = &seen["answers"];
    assert_eq!(answer(&answers[0]).trim_end_matches(" [1]"), knowledge::long_paragraph(WORDS), "{answers}");
    assert!(answers[0]["deltas"].as_u64() > Some(1), "the text streams: {answers}");
    assert!(answer(&answers[1]).contains("Put one script tag into the page"), "{answers}");
    let roles: Vec<_> = seen["history"].as_array().expect("a list").iter().map(|it| &it["role"]).collect();
    let turn = ["user", "activity", "assistant"];
    assert_eq!(roles, [turn, turn].concat(), "both questions are in one thread");

    let called = &seen["called"];
    assert_eq!((&called["outcome"], &called["error"]), (&json!("success"), &Value::Null), "{called}");
    let call = &called["messages"][0]["toolCalls"][0];
    assert_eq!(called["pendingToolCallIds"], json!([call["id"]]), "{called}");
    assert_eq!(call["function"], json!({ "name": "open_map", "arguments": r#"{"place":"Brno"}"# }));
    assert!(answer(&seen["answered"]).contains("near: Vienna"), "{seen}");
    assert_eq!(answer(&seen["after"]), answer(&answers[0]), "the thread goes on afterwards");
}
