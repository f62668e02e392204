//! A model behind `--model-url`: a small real server that plays a script of streamed completions.

use crate::support::{DevAgent, deltas, only, start_with, text};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

const CONTRACT: &str = "Fill summary, actionsTaken, siestaRecordIds, followUpQuestions.";

/// What the model answers next, chunk by chunk.
type Script = Vec<Value>;

#[derive(Clone, Default)]
struct Model {
    scripts: Arc<Mutex<VecDeque<Script>>>,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Model {
    /// Starts it; returns its base URL.
    async fn start(&self, scripts: impl IntoIterator<Item = Script>) -> String {
        self.scripts.lock().unwrap().extend(scripts);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let app = Router::new().route("/v1/chat/completions", post(complete)).with_state(self.clone());
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        url
    }

    fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }
}

async fn complete(State(model): State<Model>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    model.asked.lock().unwrap().push((headers, body));
    let Some(script) = model.scripts.lock().unwrap().pop_front() else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "no script left").into_response();
    };
    let chunk = |delta: Value| format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": delta}]}));
    let text = script.into_iter().map(chunk).collect::<String>() + ": a comment\n\ndata: [DONE]\n\n";
    // In small pieces, so that no chunk arrives whole.
    let pieces: Vec<Result<Vec<u8>, Infallible>> =
        text.as_bytes().chunks(7).map(|it| Ok(it.to_vec())).collect();
    let body = Body::from_stream(futures_util::stream::iter(pieces));
    ([("Content-Type", "text/event-stream")], body).into_response()
}

fn says(words: &[&str]) -> Script {
    words.iter().map(|word| json!({"content": word})).collect()
}

/// A tool call whose arguments come in two pieces.
fn calls(name: &str, arguments: &Value) -> Script {
    let arguments = arguments.to_string();
    let (first, rest) = arguments.split_at(arguments.len() / 2);
    let function = json!({"name": name, "arguments": first});
    vec![
        json!({"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": function}]}),
        json!({"tool_calls": [{"index": 0, "function": {"arguments": rest}}]}),
    ]
}

async fn start(model: &Model, scripts: impl IntoIterator<Item = Script>) -> DevAgent {
    let url = model.start(scripts).await;
    start_with(&["--model-url", &url, "--model", "tiny", "--model-key", "model-secret"]).await
}

#[tokio::test]
async fn the_model_answers_and_keeps_the_conversation() {
    let model = Model::default();
    let agent = start(&model, [says(&["Hel", "lo."]), says(&["Again."])]).await;
    let first = agent.ask("Hi there").await;
    assert_eq!(first["response"], "Hello.");
    let conversation = &first["conversationId"];
    let context = json!([{"name": "title", "value": "Cart"}]);
    let body = json!({"message": "And now?", "conversationId": conversation, "context": context});
    assert_eq!(agent.respond(body).await["response"], "Again.");

    let (headers, _) = model.asked.lock().unwrap()[0].clone();
    assert_eq!(headers["Authorization"], "Bearer model-secret");
    let asked = model.asked();
    assert_eq!((&asked[0]["model"], &asked[0]["stream"]), (&json!("tiny"), &json!(true)));
    let roles: Vec<&str> =
        asked[1]["messages"].as_array().unwrap().iter().map(|it| it["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(asked[1]["messages"][3]["content"], "<context>\ntitle: Cart\n</context>\n\nAnd now?");
}

#[tokio::test]
async fn what_the_model_looks_up_becomes_citations() {
    let model = Model::default();
    let search = calls("searchKnowledge", &json!({"query": "embed widget"}));
    let agent = start(&model, [search, says(&["Put a tag [1]."])]).await;
    let answer = agent.ask("How?").await;
    assert_eq!(answer["response"], "Put a tag [1].");
    assert!(text(&answer["citations"][0]["url"]).starts_with("docs/embedding.md"));
    let asked = model.asked();
    let messages = asked[1]["messages"].as_array().unwrap();
    let (call, result) = (&messages[messages.len() - 2], &messages[messages.len() - 1]);
    assert_eq!(call["tool_calls"][0]["id"], result["tool_call_id"]);
    assert!(text(&result["content"]).contains("[1]"));
}

#[tokio::test]
async fn a_task_and_a_question_fill_the_contract() {
    let model = Model::default();
    let scripts = [
        calls("createTask", &json!({"title": "Call Jane"})),
        calls("askUser", &json!({"question": "When?"})),
    ];
    let agent = start(&model, scripts).await;
    let mut outputs = Vec::new();
    for message in ["task please", "another"] {
        let answer = agent.respond(json!({"message": message, "instructions": CONTRACT})).await;
        outputs.push(serde_json::from_str::<Value>(&text(&answer["response"])).unwrap());
    }
    let action = &outputs[0]["actionsTaken"][0];
    assert_eq!((&action["status"], &action["arguments"]["title"]), (&json!("proposed"), &json!("Call Jane")));
    assert_eq!(
        (&outputs[1]["summary"], &outputs[1]["followUpQuestions"]),
        (&json!("When?"), &json!(["When?"]))
    );
}

#[tokio::test]
async fn a_caller_that_can_not_act_is_offered_no_actions() {
    let model = Model::default();
    let agent = start(&model, [says(&["Text."])]).await;
    agent.ask("Create a task").await;
    let tools = model.asked()[0]["tools"].clone();
    let names: Vec<&str> =
        tools.as_array().unwrap().iter().map(|it| it["function"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["searchKnowledge"]);
}

#[tokio::test]
async fn the_model_calls_the_caller_s_functions_on_the_socket() {
    let model = Model::default();
    let scripts = [calls("getOrder", &json!({"id": 7})), says(&["It is ", "shipped."])];
    let agent = start(&model, scripts).await;
    let tools = json!([{"type": "function", "name": "getOrder", "parameters": {"type": "object"}}]);
    let session = agent.create_session(&json!({"tools": tools})).await;
    let mut socket = agent.connect(&session).await.unwrap();
    socket.next().await;
    let events = socket.ask("Where is order 7?").await;
    let call = &only(&events, "response.output_item.done")["item"];
    assert_eq!((&call["name"], &call["arguments"]), (&json!("getOrder"), &json!("{\"id\":7}")));
    let item = json!({"type": "function_call_output", "call_id": call["call_id"], "output": "shipped"});
    socket.send(json!({"type": "conversation.item.create", "item": item})).await;
    socket.next().await;
    socket.send(json!({"type": "response.create"})).await;
    assert_eq!(deltas(&socket.rest().await), "It is shipped.");
    let asked = model.asked();
    let messages = asked[1]["messages"].as_array().unwrap();
    assert_eq!(messages.last().unwrap()["content"], "shipped");
    assert_eq!(messages[messages.len() - 2]["tool_calls"][0]["function"]["name"], "getOrder");
}

#[tokio::test]
async fn text_leaves_while_the_model_still_writes() {
    // A model whose second half comes only after the first was seen.
    let (sender, receiver) = mpsc::channel::<Result<Vec<u8>, Infallible>>(4);
    let receiver = Arc::new(Mutex::new(Some(receiver)));
    let answer = move || {
        let receiver = receiver.lock().unwrap().take().unwrap();
        let stream = futures_util::stream::unfold(receiver, async |mut it| Some((it.recv().await?, it)));
        async { ([("Content-Type", "text/event-stream")], Body::from_stream(stream)) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async {
        axum::serve(listener, Router::new().route("/chat/completions", post(answer))).await.unwrap();
    });
    let chunk = |text: &str| {
        Ok(format!("data: {}\n\n", json!({"choices": [{"delta": {"content": text}}]})).into_bytes())
    };
    let agent = start_with(&["--model-url", &url]).await;
    let (mut socket, _) = agent.open().await;
    socket.add("user", "hi").await;
    socket.send(json!({"type": "response.create"})).await;
    sender.send(chunk("first")).await.unwrap();
    assert_eq!(socket.until("response.output_text.delta").await["delta"], "first");
    sender.send(chunk(" second")).await.unwrap();
    drop(sender);
    assert_eq!(socket.until("response.output_text.done").await["text"], "first second");
}

#[tokio::test]
async fn a_model_that_fails_is_named_and_its_key_is_not() {
    let model = Model::default();
    let agent = start(&model, []).await;
    let path = format!("/api/v1/Agent/{}/response", crate::support::AGENT);
    let response = agent.post(&path, &json!({"message": "hi"})).await;
    assert_eq!(response.status(), 502);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], "model_failed");
    assert!(text(&body["message"]).contains("answered 500: no script left"), "{body}");
    assert!(!body.to_string().contains("model-secret"));

    let gone = start_with(&["--model-url", "http://127.0.0.1:9/v1"]).await;
    let (mut socket, _) = gone.open().await;
    let end = socket.ask("hi").await.pop().unwrap();
    let error = &end["response"]["status_details"]["error"];
    assert_eq!(error["code"], "model_failed");
    assert!(text(&error["message"]).contains("--model-url"), "{error}");
    // What was asked is kept, and can be answered later.
    let listed = gone.request(Method::GET, "/api/v1/AuditLog?EntityType=Conversation").send().await.unwrap();
    assert_eq!(listed.json::<Value>().await.unwrap()["totalCount"], 2);
}
