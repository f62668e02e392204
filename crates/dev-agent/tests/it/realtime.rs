//! The Realtime socket.

use crate::support::{AGENT, DevAgent, Socket, deltas, only, start, start_with, text};
use dev_agent::store::{Role, Turn};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Error;
use uuid::Uuid;

/// Longer than any test: the second piece of an answer leaves only after it.
const HOUR_MS: &str = "3600000";

async fn stored_answer(agent: &DevAgent, conversation: Uuid) -> Turn {
    agent.state.store().turns(conversation).await.unwrap().pop().unwrap()
}

/// Asks, and reads up to the first delta, which it returns with the answer's id.
async fn first_delta(socket: &mut Socket, question: &str) -> (String, String) {
    socket.add("user", question).await;
    socket.send(json!({"type": "response.create"})).await;
    loop {
        let event = socket.next().await;
        if event["type"] == "response.output_text.delta" {
            return (text(&event["delta"]), text(&event["response_id"]));
        }
        assert_ne!(event["type"], "response.done", "{event}");
    }
}

#[tokio::test]
async fn an_answer_streams_citations_then_text_then_the_end() {
    let agent = start().await;
    let (mut socket, conversation) = agent.open().await;
    let events = socket.ask("How do I embed the widget?").await;

    let mut kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "response.created",
            "siesta.citations",
            "response.output_text.delta",
            "response.output_text.done",
            "response.done",
        ]
    );
    let created = &only(&events, "response.created")["response"];
    assert_eq!(created["status"], "in_progress");
    let citations = only(&events, "siesta.citations");
    assert_eq!(citations["response_id"], created["id"]);
    assert_eq!(citations["citations"][0]["number"], 1);

    let done = only(&events, "response.output_text.done");
    assert_eq!(done["text"], deltas(&events));
    let answer = Turn { role: Role::Assistant, text: text(&done["text"]) };
    assert_eq!(stored_answer(&agent, conversation).await, answer);

    let end = &only(&events, "response.done")["response"];
    assert_eq!((&end["id"], &end["status"]), (&created["id"], &json!("completed")));
    let pieces = events.iter().filter(|event| event["type"] == "response.output_text.delta").count();
    let usage = json!({"input_tokens": 6, "output_tokens": pieces, "total_tokens": 6 + pieces});
    assert_eq!(end["usage"], usage);
}

#[tokio::test]
async fn every_event_has_an_id_of_its_own_and_deltas_their_place() {
    let agent = start().await;
    let (mut socket, _) = agent.open().await;
    let events = socket.ask("dark mode").await;
    let mut ids: Vec<String> = events.iter().map(|event| text(&event["event_id"])).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), events.len());
    let response = &only(&events, "response.created")["response"]["id"];
    for delta in events.iter().filter(|event| event["type"] == "response.output_text.delta") {
        assert_eq!(&delta["response_id"], response);
        assert_eq!((&delta["output_index"], &delta["content_index"]), (&json!(0), &json!(0)));
        assert!(!text(&delta["item_id"]).is_empty());
    }
}

#[tokio::test]
async fn both_transports_give_the_same_answer() {
    let agent = start().await;
    let (mut socket, _) = agent.open().await;
    let question = "How do I install the backend?";
    assert_eq!(deltas(&socket.ask(question).await), agent.answer(question).await);
}

#[tokio::test]
async fn the_conversation_goes_on_across_sessions_and_transports() {
    let agent = start().await;
    let (mut socket, conversation) = agent.open().await;
    socket.ask("How do I embed the widget?").await;
    drop(socket);
    let session = agent.create_session(&json!({"conversationId": conversation})).await;
    assert_eq!(session["conversationId"], conversation.to_string());
    let mut socket = agent.connect(&session).await.unwrap();
    assert_eq!(socket.next().await["type"], "session.created");
    let events = socket.ask("and on mobile?").await;
    assert_eq!(
        only(&events, "siesta.citations")["citations"][0]["url"],
        "docs/embedding.md#mobile",
        "{events:#?}"
    );
    let body = json!({"message": "What did I ask?", "conversationId": conversation});
    assert!(text(&agent.respond(body).await["response"]).ends_with("> and on mobile?"));
}

#[tokio::test]
async fn page_context_is_acknowledged_and_no_turn() {
    let agent = start().await;
    let (mut socket, conversation) = agent.open().await;
    let event = socket.add("system", "Title: Theming").await;
    assert_eq!(event["item"]["role"], "system");
    socket.ask("dark mode").await;
    let turns = agent.state.store().turns(conversation).await.unwrap();
    assert_eq!(turns.len(), 2);
    assert_eq!(turns[0].text, "dark mode");
}

#[tokio::test]
async fn a_session_id_is_good_for_one_connection() {
    let agent = start().await;
    let session = agent.create_session(&json!({})).await;
    assert_eq!(session["model"], "gpt-realtime-2");
    assert!(text(&session["expiresAt"]).ends_with('Z'));
    let _socket = agent.connect(&session).await.unwrap();
    refused(agent.connect(&session).await);
}

#[tokio::test]
async fn an_expired_session_id_is_refused() {
    let agent = start_with(&["--session-ttl-seconds", "0"]).await;
    let session = agent.create_session(&json!({})).await;
    refused(agent.connect(&session).await);
}

#[tokio::test]
async fn a_session_id_is_good_for_its_own_conversation_and_agent_only() {
    let agent = start().await;
    let other: Value = agent.post("/api/v1/Agent", &json!({"name": "Other"})).await.json().await.unwrap();
    let conversation = agent.create_session(&json!({})).await["conversationId"].clone();
    for (wrong, right) in [(text(&other["id"]), AGENT.to_owned()), (text(&conversation), String::new())] {
        let mut session = agent.create_session(&json!({})).await;
        let right = if right.is_empty() { text(&session["conversationId"]) } else { right };
        session["webSocketPath"] = json!(text(&session["webSocketPath"]).replace(&right, &wrong));
        refused(agent.connect(&session).await);
    }
    let made_up = format!("/api/v1/Agent/{AGENT}/realtime?conversationId={AGENT}&sessionId={AGENT}");
    refused(agent.connect(&json!({ "webSocketPath": made_up })).await);
    let none = format!("/api/v1/Agent/{AGENT}/realtime");
    refused(agent.connect(&json!({ "webSocketPath": none })).await);
}

fn refused(result: Result<Socket, Error>) {
    let Err(Error::Http(response)) = result.map(|_| ()) else { panic!("not refused") };
    assert_eq!(response.status(), 401);
    let body: Value = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
    assert_eq!(body["code"], "session_invalid");
}

#[tokio::test]
async fn plain_http_on_the_socket_s_path_uses_no_session_up() {
    let agent = start().await;
    let session = agent.create_session(&json!({})).await;
    let response = agent.request(Method::GET, &text(&session["webSocketPath"])).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.json::<Value>().await.unwrap()["code"], "websocket_required");
    assert!(agent.connect(&session).await.is_ok());
}

#[tokio::test]
async fn paced_pieces_arrive_while_later_ones_are_unsent() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("tokens.log");
    let agent = start_with(&["--token-interval-ms", HOUR_MS, "--token-log", log.to_str().unwrap()]).await;
    let (mut socket, _) = agent.open().await;
    let (delta, _) = first_delta(&mut socket, "How do I embed the widget?").await;
    let lines = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 1);
    let (micros, chars) = lines[0].split_once(' ').unwrap();
    assert!(micros.parse::<u64>().unwrap() > 1_600_000_000_000_000);
    assert_eq!(chars.parse::<usize>().unwrap(), delta.chars().count());
}

#[tokio::test]
async fn the_token_log_counts_every_piece_of_each_answer() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("tokens.log");
    let agent = start_with(&["--token-log", log.to_str().unwrap()]).await;
    let (mut socket, _) = agent.open().await;
    let mut expected = Vec::new();
    for question in ["dark mode", "How do I embed the widget?"] {
        let mut chars = 0;
        for event in socket.ask(question).await {
            if event["type"] == "response.output_text.delta" {
                chars += text(&event["delta"]).chars().count();
                expected.push(chars);
            }
        }
    }
    let lines = std::fs::read_to_string(&log).unwrap();
    let counts: Vec<usize> =
        lines.lines().map(|line| line.split_once(' ').unwrap().1.parse().unwrap()).collect();
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn cancel_stops_an_answer_at_once_and_keeps_what_was_seen() {
    let agent = start_with(&["--token-interval-ms", HOUR_MS]).await;
    let (mut socket, conversation) = agent.open().await;
    for named in [true, false] {
        let (delta, id) = first_delta(&mut socket, "How do I embed the widget?").await;
        let mut cancel = json!({"type": "response.cancel"});
        if named {
            cancel["response_id"] = json!(id);
        }
        socket.send(cancel).await;
        let end = socket.next().await;
        assert_eq!((&end["type"], &end["response"]["id"]), (&json!("response.done"), &json!(id)));
        assert_eq!(end["response"]["status"], "cancelled");
        assert_eq!(end["response"]["status_details"]["reason"], "client_cancelled");
        assert_eq!(end["response"]["usage"]["output_tokens"], 1);
        let seen = Turn { role: Role::Assistant, text: delta };
        assert_eq!(stored_answer(&agent, conversation).await, seen);
    }
}

#[tokio::test]
async fn a_stop_closes_sockets_and_keeps_what_was_seen() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("agent.db");
    let database = ["--database", path.to_str().unwrap()];
    let paced = ["--database", path.to_str().unwrap(), "--token-interval-ms", HOUR_MS];
    let agent = start_with(&paced).await;
    let (mut socket, conversation) = agent.open().await;
    let (delta, _) = first_delta(&mut socket, "How do I embed the widget?").await;
    let (code, ()) = tokio::join!(socket.close_code(), agent.stop());
    assert_eq!(code, 1001);
    let again = start_with(&database).await;
    let seen = Turn { role: Role::Assistant, text: delta };
    assert_eq!(stored_answer(&again, conversation).await, seen);
}

#[tokio::test]
async fn what_can_not_be_done_is_said_and_the_connection_goes_on() {
    let agent = start().await;
    let (mut socket, _) = agent.open().await;
    let item = |item: Value| json!({"type": "conversation.item.create", "item": item});
    for (event, code) in [
        (json!({"type": "response.create"}), "nothing_to_answer"),
        (json!({"type": "response.cancel"}), "response_cancel_not_active"),
        (json!({"type": "input_audio_buffer.append", "audio": ""}), "unknown_event"),
        (json!({"no": "type"}), "invalid_event"),
        (item(json!({"type": "function_call_output", "call_id": "c"})), "call_not_found"),
        (item(json!({"type": "message", "role": "assistant", "content": []})), "unsupported_item"),
        (item(json!({"type": "message", "role": "user", "content": []})), "empty_item"),
    ] {
        socket.send(event.clone()).await;
        let answer = socket.next().await;
        assert_eq!(answer["type"], "error", "{event}");
        assert_eq!(answer["error"]["type"], "invalid_request_error");
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
    let events = socket.ask("dark mode").await;
    assert_eq!(only(&events, "response.done")["response"]["status"], "completed");
}

#[tokio::test]
async fn one_answer_is_written_at_a_time() {
    let agent = start_with(&["--token-interval-ms", HOUR_MS]).await;
    let (mut socket, _) = agent.open().await;
    first_delta(&mut socket, "How do I embed the widget?").await;
    socket.send(json!({"type": "response.create"})).await;
    assert_eq!(socket.next().await["error"]["code"], "conversation_already_has_active_response");
    socket.send(json!({"type": "response.cancel", "response_id": "another"})).await;
    assert_eq!(socket.next().await["error"]["code"], "response_cancel_not_active");
}

#[tokio::test]
async fn an_answer_that_can_not_be_looked_up_fails_and_says_so() {
    let agent = start().await;
    let (mut socket, _) = agent.open().await;
    std::fs::remove_dir_all(agent.folder.path()).unwrap();
    let events = socket.ask("dark mode").await;
    let end = &only(&events, "response.done")["response"];
    assert_eq!(end["status"], "failed");
    assert_eq!(end["status_details"]["error"]["code"], "internal_error");
}

#[tokio::test]
async fn a_session_update_is_acknowledged() {
    let agent = start().await;
    let (mut socket, _) = agent.open().await;
    socket.send(json!({"type": "session.update", "session": {"instructions": "x"}})).await;
    assert_eq!(socket.next().await["type"], "session.updated");
}
