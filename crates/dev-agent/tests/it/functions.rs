//! Functions on the socket: the caller's, and the platform's with approval.

use crate::support::{DevAgent, Socket, deltas, only, start, text};
use reqwest::Method;
use serde_json::{Value, json};

const CONTRACT: &str = "Fill summary, actionsTaken, siestaRecordIds, followUpQuestions.";

fn order_tool() -> Value {
    json!({
        "type": "function", "name": "getOrderStatus", "description": "Looks an order up.",
        "parameters": {
            "type": "object", "required": ["orderId"],
            "properties": {"orderId": {"type": "string", "description": "Number on the invoice."}},
        },
    })
}

async fn open(agent: &DevAgent, body: Value) -> (Socket, Value) {
    let session = agent.create_session(&body).await;
    let mut socket = agent.connect(&session).await.unwrap();
    socket.next().await;
    (socket, session["conversationId"].clone())
}

async fn output(socket: &mut Socket, call_id: &Value, output: &str) -> Value {
    let item = json!({"type": "function_call_output", "call_id": call_id, "output": output});
    socket.send(json!({"type": "conversation.item.create", "item": item})).await;
    socket.next().await
}

#[tokio::test]
async fn a_declared_function_is_called_and_its_output_answered() {
    let agent = start().await;
    let (mut socket, _) = open(&agent, json!({"tools": [order_tool()]})).await;
    let events = socket.ask("What is the status of order 4711?").await;
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = [
        "response.created",
        "response.output_item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "response.done",
    ];
    assert_eq!(kinds, expected);
    let call = &only(&events, "response.output_item.done")["item"];
    assert_eq!((&call["type"], &call["name"]), (&json!("function_call"), &json!("getOrderStatus")));
    assert_eq!(serde_json::from_str::<Value>(&text(&call["arguments"])).unwrap(), json!({"orderId": "4711"}));
    let done = only(&events, "response.function_call_arguments.done");
    assert_eq!((&done["call_id"], &done["arguments"]), (&call["call_id"], &call["arguments"]));
    assert_eq!(only(&events, "response.done")["response"]["output"][0], *call);

    let added = output(&mut socket, &call["call_id"], "{\"status\":\"shipped\",\"days\":2}").await;
    assert_eq!(added["item"]["type"], "function_call_output");
    socket.send(json!({"type": "response.create"})).await;
    let answer = deltas(&socket.rest().await);
    assert_eq!(answer, "`getOrderStatus` says:\n\n- days: 2\n- status: shipped");
}

#[tokio::test]
async fn a_missing_argument_is_asked_for() {
    let agent = start().await;
    let (mut socket, _) = open(&agent, json!({"tools": [order_tool()]})).await;
    let events = socket.ask("order status please").await;
    assert_eq!(deltas(&events), "What is the order id? (Number on the invoice.)");
    let events = socket.ask("it is 17-B").await;
    let call = &only(&events, "response.output_item.done")["item"];
    assert_eq!(call["arguments"], "{\"orderId\":\"17-B\"}");
}

#[tokio::test]
async fn an_output_is_taken_by_a_later_session_of_the_conversation_and_only_once() {
    let agent = start().await;
    let (mut socket, conversation) = open(&agent, json!({"tools": [order_tool()]})).await;
    let events = socket.ask("order status 4711").await;
    let call_id = only(&events, "response.output_item.done")["item"]["call_id"].clone();
    drop(socket);

    let (mut socket, _) = open(&agent, json!({"conversationId": conversation})).await;
    assert_eq!(output(&mut socket, &call_id, "shipped").await["type"], "conversation.item.created");
    assert_eq!(output(&mut socket, &call_id, "again").await["error"]["code"], "call_not_found");
    socket.send(json!({"type": "response.create"})).await;
    assert_eq!(deltas(&socket.rest().await), "shipped");
    let (mut other, _) = open(&agent, json!({})).await;
    assert_eq!(output(&mut other, &call_id, "x").await["error"]["code"], "call_not_found");
}

#[tokio::test]
async fn functions_can_be_declared_later_and_wrong_ones_are_refused() {
    let agent = start().await;
    let (mut socket, _) = open(&agent, json!({})).await;
    assert!(deltas(&socket.ask("order status 4711").await).starts_with("I couldn't find"));
    socket.send(json!({"type": "session.update", "session": {"tools": [{"type": "function"}]}})).await;
    assert_eq!(socket.next().await["error"]["code"], "invalid_session");
    socket.send(json!({"type": "session.update", "session": {"tools": [order_tool()]}})).await;
    assert_eq!(socket.next().await["type"], "session.updated");
    only(&socket.ask("order status 4711").await, "response.output_item.done");
}

#[tokio::test]
async fn a_declared_function_for_tasks_comes_before_the_platform_s() {
    let agent = start().await;
    let title = json!({"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}});
    let tool = json!({"type": "function", "name": "createTask", "parameters": title});
    let (mut socket, _) = open(&agent, json!({"tools": [tool]})).await;
    let events = socket.ask("create a task \"Call Jane\"").await;
    let call = &only(&events, "response.output_item.done")["item"];
    assert_eq!(call["arguments"], "{\"title\":\"Call Jane\"}");
}

#[tokio::test]
async fn a_session_that_does_not_ask_for_the_contract_waits_for_no_approval() {
    let agent = start().await;
    let (mut socket, _) = open(&agent, json!({"tools": [order_tool()]})).await;
    let events = socket.ask("Create a task to call Jane back").await;
    assert!(deltas(&events).starts_with("I couldn't find"), "{events:#?}");
}

async fn ask_for_task(socket: &mut Socket) -> Value {
    socket.add("user", "Create a task to call Jane back").await;
    socket.send(json!({"type": "response.create"})).await;
    socket.until("siesta.approval.requested").await
}

async fn resolve(socket: &mut Socket, request: &Value, approved: bool) {
    let (id, hash) = (&request["id"], &request["payloadHash"]);
    let event =
        json!({"type": "siesta.approval.resolve", "id": id, "approved": approved, "payloadHash": hash});
    socket.send(event).await;
}

#[tokio::test]
async fn an_approved_task_is_created_and_audited() {
    let agent = start().await;
    let (mut socket, conversation) = open(&agent, json!({"instructions": CONTRACT})).await;
    let request = ask_for_task(&mut socket).await;
    assert_eq!(request["arguments"]["title"], "Call Jane back");
    resolve(&mut socket, &request, true).await;
    let events = socket.rest().await;
    only(&events, "siesta.tool.started");
    assert_eq!(only(&events, "siesta.tool.completed")["status"], "succeeded");
    let output: Value =
        serde_json::from_str(&text(&only(&events, "response.output_text.done")["text"])).unwrap();
    let id = text(&output["siestaRecordIds"][0]);
    assert_eq!(output["actionsTaken"][0]["recordIds"], json!([id]));

    let task = agent.request(Method::GET, &format!("/api/v1/Task/{id}")).send().await.unwrap();
    let task: Value = task.json().await.unwrap();
    assert_eq!((&task["title"], &task["conversationId"]), (&json!("Call Jane back"), &conversation));
    let records =
        agent.request(Method::GET, &format!("/api/v1/AuditLog?EntityId={id}")).send().await.unwrap();
    let records: Value = records.json().await.unwrap();
    assert!(text(&records["items"][0]["actor"]).starts_with("agent "), "{records}");
}

#[tokio::test]
async fn a_refused_task_is_not_created_and_another_hash_approves_nothing() {
    let agent = start().await;
    let (mut socket, _) = open(&agent, json!({"instructions": CONTRACT})).await;
    let request = ask_for_task(&mut socket).await;
    let mut forged = request.clone();
    forged["payloadHash"] = json!("0".repeat(64));
    resolve(&mut socket, &forged, true).await;
    assert_eq!(socket.until("error").await["error"]["code"], "approval_not_found");
    resolve(&mut socket, &request, false).await;
    let events = socket.rest().await;
    let output: Value =
        serde_json::from_str(&text(&only(&events, "response.output_text.done")["text"])).unwrap();
    assert_eq!(output["actionsTaken"], json!([]));
    resolve(&mut socket, &request, true).await;
    assert_eq!(socket.next().await["error"]["code"], "approval_not_found");
    let tasks = agent.request(Method::GET, "/api/v1/Task").send().await.unwrap();
    assert_eq!(tasks.json::<Value>().await.unwrap()["totalCount"], 0);
}
