//! Tools that the visitor's page runs for the agent.

mod refusals;

use contract::error::code;
use serde_json::{Value, json};

use crate::support::backend::{Backend, Transport, Visitor, id};
use crate::support::events::{Events, kinds, text};
use crate::support::vendor::{CONVERSATION, Plan, Reply, Vendor, answer, calls};

const MAP: &str = r#"{"place":"Brno"}"#;

/// A conversation as a stock client keeps it: all messages, sent anew with each run.
struct Client {
    visitor: Visitor,
    thread: String,
    messages: Vec<Value>,
}

impl Client {
    async fn new(backend: &Backend) -> Self {
        Self { visitor: backend.visitor().await, thread: id(), messages: Vec::new() }
    }

    fn says(&mut self, text: &str) {
        let id = format!("m-{}", self.messages.len());
        self.messages.push(json!({ "id": id, "role": "user", "content": text }));
    }

    fn called(&mut self, call: &str) {
        let call = json!({ "id": call, "type": "function", "function": { "name": "x", "arguments": "{}" } });
        let id = format!("m-{}", self.messages.len());
        self.messages.push(json!({ "id": id, "role": "assistant", "toolCalls": [call] }));
    }

    fn returns(&mut self, call: &str, content: &str) {
        let id = format!("m-{}", self.messages.len());
        self.messages.push(json!({ "id": id, "role": "tool", "toolCallId": call, "content": content }));
    }

    fn body(&self, run: &str) -> Value {
        let tool =
            |name: &str| json!({ "name": name, "description": "FORGED", "parameters": { "type": "null" } });
        json!({ "threadId": self.thread, "runId": run, "messages": self.messages, "context": [],
            "tools": [tool("open_map"), tool("place_order"), tool("read_cart"), tool("rm_rf")] })
    }

    async fn send(&self, backend: &Backend, run: &str) -> reqwest::Response {
        let path = "/v1/assistants/primary/runs";
        self.visitor.post(backend, path).json(&self.body(run)).send().await.unwrap()
    }

    /// Runs to the end, and returns the run's events.
    async fn run(&self, backend: &Backend) -> Vec<(u64, Value)> {
        Events::of(self.send(backend, &id()).await).all().await
    }

    /// Asks something that the agent answers with one call of `open_map`, whose id is returned.
    async fn asks_for_a_map(&mut self, backend: &Backend, vendor: &Vendor) -> String {
        vendor.plan(Plan {
            next: [calls(&[("up-1", "open_map", MAP)])].into(),
            steps: answer(&["Here."]),
            ..Plan::default()
        });
        self.says("Where is it?");
        let pending = pending(&self.run(backend).await);
        self.called(&pending[0]);
        pending[0].clone()
    }

    async fn history(&self, backend: &Backend) -> Vec<Value> {
        let path = format!("/v1/threads/{}", self.thread);
        let page: Value = self.visitor.get(backend, &path).send().await.unwrap().json().await.unwrap();
        page["messages"].as_array().unwrap().iter().map(|entry| entry["message"].clone()).collect()
    }
}

/// The calls that a run left to be answered.
#[track_caller]
fn pending(events: &[(u64, Value)]) -> Vec<String> {
    let (_, finished) = events.last().unwrap();
    assert_eq!(
        (&finished["type"], &finished["outcome"]["type"]),
        (&json!("RUN_FINISHED"), &json!("success"))
    );
    serde_json::from_value(finished["outcome"]["pendingToolCallIds"].clone()).unwrap_or_default()
}

/// What the platform was told besides `response.create`, shortened to what counts.
fn said(events: &[Value]) -> Vec<Value> {
    let items = events.iter().filter(|event| event["type"] != "response.create").map(|event| &event["item"]);
    items
        .map(|item| match item["type"].as_str() {
            Some("function_call_output") => json!([item["call_id"], item["output"]]),
            _ => item["content"][0]["text"].clone(),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tools_are_offered_by_name_in_the_words_of_the_manifest() {
    let vendor = Vendor::saying(&["ok"]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    client.says("Hi");
    client.run(&backend).await;
    let offered = vendor.seen().sessions[0]["tools"].clone();
    let expected = json!([
        { "type": "function", "name": "open_map", "description": "Shows a place on the map of the page.",
            "parameters": { "type": "object", "properties": { "place": { "type": "string" } },
                "required": ["place"] } },
        { "type": "function", "name": "read_cart", "description": "Reads the visitor's cart.",
            "parameters": { "type": "object", "properties": {} } },
    ]);
    assert_eq!(offered, expected, "neither what writes nor what is not declared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_ends_the_run_and_its_result_goes_on_in_the_same_conversation() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let steps = calls(&[("up-1", "open_map", MAP), ("up-2", "read_cart", "{}")]);
    vendor.plan(Plan { next: [steps].into(), steps: answer(&["Here."]), ..Plan::default() });
    client.says("Where is it?");
    let events = client.run(&backend).await;
    let call = ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END"];
    assert_eq!(kinds(&events), [&["RUN_STARTED"], &call[..], &call[..], &["RUN_FINISHED"]].concat());
    let (_, start) = &events[1];
    assert_eq!((&start["toolCallName"], &events[2].1["delta"]), (&json!("open_map"), &json!(MAP)));
    let pending = pending(&events);
    assert_eq!(pending, [start["toolCallId"].as_str().unwrap(), events[4].1["toolCallId"].as_str().unwrap()]);
    assert!(!format!("{events:?}").contains("up-1"), "the platform's ids stay here: {events:?}");

    let backend = backend.restart().await;
    client.called(&pending[0]);
    client.called(&pending[1]);
    client.returns(&pending[0], r#"{"shown":true}"#);
    client.returns(&pending[1], "3 apples");
    let events = client.run(&backend).await;
    assert_eq!(text(&events), "Here.");
    let seen = vendor.seen();
    assert_eq!(seen.sessions[1]["conversationId"], CONVERSATION);
    let outputs = [json!(["up-1", "{\"shown\":true}"]), json!(["up-2", "3 apples"])];
    assert_eq!(said(&seen.events)[1..], outputs);
    assert_eq!(seen.events.last().unwrap()["type"], "response.create");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_results_are_part_of_the_history() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.returns(&call, r#"{"shown":true}"#);
    client.run(&backend).await;
    let backend = backend.restart().await;
    let messages = client.history(&backend).await;
    let roles: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "activity", "assistant"]);
    let function = json!({ "name": "open_map", "arguments": MAP });
    assert_eq!(messages[1]["toolCalls"], json!([{ "id": call, "type": "function", "function": function }]));
    assert_eq!(
        (&messages[2]["toolCallId"], &messages[2]["content"]),
        (&json!(call), &json!("{\"shown\":true}"))
    );
    assert_eq!(messages[4]["content"], "Here.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_results_again_replay_their_run() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.returns(&call, r#"{"shown":true}"#);
    let run = id();
    let first = Events::of(client.send(&backend, &run).await).all().await;
    let asked = vendor.seen().events.len();
    assert_eq!(Events::of(client.send(&backend, &run).await).all().await, first);
    assert_eq!(vendor.seen().events.len(), asked, "the platform is not asked again");

    let mut other = client.body(&run);
    other["tools"] = json!([]);
    let path = "/v1/assistants/primary/runs";
    let conflict = client.visitor.post(&backend, path).json(&other).send().await.unwrap();
    assert_eq!(conflict.status(), 409, "other tools are another request");
    assert_eq!(conflict.json::<Value>().await.unwrap()["code"], code::RUN_CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_message_closes_the_calls_that_wait() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.says("Never mind.");
    assert_eq!(text(&client.run(&backend).await), "Here.");
    let said = said(&vendor.seen().events);
    assert_eq!((&said[1][0], &said[2]), (&json!("up-1"), &json!("Never mind.")));
    let output: Value = serde_json::from_str(said[1][1].as_str().unwrap()).unwrap();
    assert_eq!(output["cancelled"], true);
    client.returns(&call, r#"{"shown":true}"#);
    let refused = client.send(&backend, &id()).await;
    assert_eq!(refused.status(), 409);
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], code::TOOL_CALL_NOT_PENDING);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_that_failed_says_so_to_the_agent() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.returns(&call, "");
    client.messages.last_mut().unwrap()["error"] = json!("The map is closed.");
    assert_eq!(text(&client.run(&backend).await), "Here.");
    let said = said(&vendor.seen().events);
    assert_eq!(said[1], json!(["up-1", r#"{"content":"","error":"The map is closed."}"#]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_did_not_get_through_is_not_lost() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.returns(&call, r#"{"shown":true}"#);
    let down = || Plan { sessions: vec![Reply::refusal(500); 9].into(), ..Plan::default() };
    vendor.plan(down());
    assert_eq!(client.run(&backend).await.last().unwrap().1["type"], "RUN_ERROR");
    // The client may give it again, or go on: the agent hears it in both cases.
    assert_eq!(client.run(&backend).await.last().unwrap().1["type"], "RUN_ERROR");
    vendor.plan(Plan { steps: answer(&["Here."]), ..Plan::default() });
    client.says("And now?");
    assert_eq!(text(&client.run(&backend).await), "Here.");
    assert_eq!(said(&vendor.seen().events)[1..], [json!(["up-1", "{\"shown\":true}"]), json!("And now?")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_for_a_conversation_that_the_platform_lost_end_with_words() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let call = client.asks_for_a_map(&backend, &vendor).await;
    client.returns(&call, r#"{"shown":true}"#);
    let other = json!({ "sessionId": "s", "conversationId": "5e1a7a00-0000-4000-8000-00000000beef",
        "webSocketPath": "/api/v1/Agent/5e1a7a00-0000-4000-8000-000000000001/realtime" });
    let given = Reply { status: 201, retry_after: None, body: other };
    vendor.plan(Plan {
        sessions: [Reply::refusal(404), given].into(),
        steps: answer(&["?"]),
        ..Plan::default()
    });
    let (_, failed) = client.run(&backend).await.pop().unwrap();
    assert_eq!((&failed["type"], &failed["code"]), (&json!("RUN_ERROR"), &json!(code::UPSTREAM_UNAVAILABLE)));
    assert!(failed["message"].as_str().unwrap().contains("lost this conversation"), "{failed}");
    let asked = vendor.seen().events.iter().filter(|event| event["type"] == "response.create").count();
    assert_eq!(asked, 1, "it is not asked to answer nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_calls_what_it_may_not_hears_so_and_goes_on() {
    let vendor = Vendor::saying(&[]).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    let wrong = calls(&[("up-1", "place_order", "{}"), ("up-2", "open_map", r#"{"place":7}"#)]);
    vendor.plan(Plan { next: [wrong].into(), steps: answer(&["Sorry."]), ..Plan::default() });
    client.says("Order it");
    let events = client.run(&backend).await;
    assert_eq!(text(&events), "Sorry.");
    assert_eq!(pending(&events), [""; 0]);
    assert!(!kinds(&events).contains(&"TOOL_CALL_START"), "{events:?}");
    let said = said(&vendor.seen().events);
    assert_eq!(said[1], json!(["up-1", r#"{"error":"There is no such tool here."}"#]));
    assert!(said[2][1].as_str().unwrap().contains("not as declared"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_calls_what_it_may_not_without_end_is_cut_short() {
    let vendor = Vendor::start(Plan { steps: calls(&[("up", "rm_rf", "{}")]), ..Plan::default() }).await;
    let backend = Backend::start(&vendor).await;
    let mut client = Client::new(&backend).await;
    client.says("Hi");
    let events = client.run(&backend).await;
    assert_eq!(kinds(&events), ["RUN_STARTED", "RUN_ERROR"]);
    let asked = vendor.seen().events.iter().filter(|event| event["type"] == "response.create").count();
    assert_eq!(asked, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_external_api_no_tool_is_offered_and_no_result_taken() {
    let vendor = Vendor::start(Plan::default()).await;
    let whole = json!({ "conversationId": CONVERSATION, "messageId": id(), "response": "Hello" });
    let reply = Reply { status: 200, retry_after: None, body: whole };
    vendor.plan(Plan { answers: [reply].into(), ..Plan::default() });
    let backend = Backend::start_with(&vendor, Transport::Response, |_| {}).await;
    let mut client = Client::new(&backend).await;
    client.says("Hi");
    assert_eq!(text(&client.run(&backend).await), "Hello");
    assert_eq!(vendor.seen().requests[0].get("tools"), None);
    client.returns("call", "done");
    let refused = client.send(&backend, &id()).await;
    assert_eq!(refused.status(), 409);
}
