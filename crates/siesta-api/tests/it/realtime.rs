//! The Realtime WebSocket.

mod functions;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::extract::{RawQuery, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use siesta_api::realtime::{
    ClientEvent, MAX_MESSAGE_BYTES, RealtimeConnection, ResponseStatus, ServerEvent, SiestaEvent,
};
use siesta_api::types::RealtimeSession;
use siesta_api::{Client, Error};
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::support::{CONVERSATION, KEY, TestServer, config, header, raw_server, read_request};

const PATH: &str = "/realtime?conversationId=c&sessionId=s";

fn session() -> RealtimeSession {
    RealtimeSession::new("s", CONVERSATION, PATH)
}

/// A server that hands each socket to `handle`, and a connection to it.
async fn connected<F, R>(handle: F) -> (TestServer, RealtimeConnection)
where
    F: Fn(WebSocket) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    connected_with(handle, |_| ()).await
}

async fn connected_with<F, R>(
    handle: F,
    change: impl FnOnce(&mut siesta_api::Config),
) -> (TestServer, RealtimeConnection)
where
    F: Fn(WebSocket) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let upgrade = get(async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(handle));
    let server = TestServer::start(Router::new().route("/realtime", upgrade)).await;
    let mut config = config(&server.url);
    change(&mut config);
    let connection = Client::new(config).unwrap().realtime().connect(&session()).await.unwrap();
    (server, connection)
}

async fn send(socket: &mut WebSocket, event: Value) {
    socket.send(Message::Text(event.to_string().into())).await.unwrap();
}

/// The next event that the client sent.
async fn received(socket: &mut WebSocket) -> Value {
    loop {
        if let Message::Text(text) = socket.recv().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

async fn close(mut socket: WebSocket, code: u16) {
    let frame = CloseFrame { code, reason: "".into() };
    socket.send(Message::Close(Some(frame))).await.unwrap();
    // The client's answer ends the closing handshake.
    while let Some(Ok(_)) = socket.recv().await {}
}

async fn next(connection: &mut RealtimeConnection) -> ServerEvent {
    connection.next().await.unwrap().unwrap()
}

fn delta(text: &str) -> Value {
    json!({"type": "response.output_text.delta", "event_id": "e", "response_id": "r", "item_id": "i",
           "output_index": 0, "content_index": 0, "delta": text})
}

/// The head of an answer that switches to WebSocket.
fn switching(accept: &str) -> String {
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-accept: {accept}\r\n\r\n"
    )
}

/// Waits for the user's words, then answers them.
async fn answer(mut socket: WebSocket) {
    send(&mut socket, json!({"type": "session.created", "session": {"id": "s", "model": "gpt-realtime-2"}}))
        .await;
    let asked = received(&mut socket).await;
    assert_eq!(asked["item"]["content"][0]["text"], "Hi");
    assert_eq!(received(&mut socket).await["type"], "response.create");
    send(&mut socket, json!({"type": "conversation.item.created", "item": asked["item"]})).await;
    let response = |status: &str| json!({"id": "r", "status": status});
    send(&mut socket, json!({"type": "response.created", "response": response("in_progress")})).await;
    let citations = json!([{"number": 1, "title": "Guide", "url": "https://example.com/", "snippet": "…"}]);
    send(&mut socket, json!({"type": "siesta.citations", "response_id": "r", "citations": citations})).await;
    send(&mut socket, delta("Hel")).await;
    send(&mut socket, delta("lo")).await;
    send(&mut socket, json!({"type": "response.output_text.done", "response_id": "r", "text": "Hello"}))
        .await;
    send(&mut socket, json!({"type": "response.done", "response": response("completed")})).await;
    close(socket, 1000).await;
}

#[tokio::test]
async fn an_answer_arrives_event_by_event_and_ends_normally() {
    let (server, mut connection) = connected(answer).await;
    assert_eq!(server.seen()[0].uri, PATH);
    assert_eq!(server.seen()[0].headers["x-api-key"], KEY);

    assert!(matches!(next(&mut connection).await, ServerEvent::SessionCreated(_)));
    connection.send(&ClientEvent::user_text("Hi")).await.unwrap();
    connection.send(&ClientEvent::response_create()).await.unwrap();
    assert!(matches!(next(&mut connection).await, ServerEvent::ConversationItemCreated(_)));
    assert!(matches!(next(&mut connection).await, ServerEvent::ResponseCreated(_)));
    let ServerEvent::Siesta(SiestaEvent::Citations(citations)) = next(&mut connection).await else {
        panic!()
    };
    assert_eq!(citations.citations[0].number, 1);
    let mut text = String::new();
    loop {
        match next(&mut connection).await {
            ServerEvent::OutputTextDelta(event) => text += &event.delta,
            ServerEvent::OutputTextDone(event) => break assert_eq!(event.text, text),
            event => panic!("{event:?}"),
        }
    }
    let ServerEvent::ResponseDone(done) = next(&mut connection).await else { panic!() };
    assert_eq!(done.response.status, ResponseStatus::Completed);
    assert!(connection.next().await.is_none(), "the server closed normally");
    assert!(connection.next().await.is_none(), "and the end lasts");
}

#[tokio::test]
async fn an_answer_is_cancelled_while_it_streams() {
    let (_server, mut connection) = connected(async |mut socket| {
        send(&mut socket, delta("x")).await;
        assert_eq!(received(&mut socket).await, json!({"type": "response.cancel", "response_id": "r"}));
        send(&mut socket, json!({"type": "response.done", "response": {"id": "r", "status": "cancelled"}}))
            .await;
        close(socket, 1000).await;
    })
    .await;
    assert!(matches!(next(&mut connection).await, ServerEvent::OutputTextDelta(_)));
    connection.send(&ClientEvent::response_cancel(Some("r".to_owned()))).await.unwrap();
    let ServerEvent::ResponseDone(done) = next(&mut connection).await else { panic!() };
    assert_eq!(done.response.status, ResponseStatus::Cancelled);
}

#[tokio::test]
async fn no_event_is_lost_when_waiting_for_it_is_given_up() {
    let given_up = Arc::new(Notify::new());
    let go_on = Arc::clone(&given_up);
    let url = raw_server(move |_, mut socket| {
        let go_on = Arc::clone(&go_on);
        async move {
            let request = read_request(&mut socket).await;
            let key = header(&request, "sec-websocket-key");
            let accept = derive_accept_key(key.as_bytes());
            socket.write_all(switching(&accept).as_bytes()).await.unwrap();
            let event = delta("whole").to_string();
            let frame = [&[0x81, 126], &(event.len() as u16).to_be_bytes()[..], event.as_bytes()].concat();
            let (half, rest) = frame.split_at(frame.len() / 2);
            socket.write_all(half).await.unwrap();
            go_on.notified().await;
            socket.write_all(rest).await.unwrap();
            std::future::pending().await
        }
    })
    .await;
    let mut connection = crate::support::client(&url).realtime().connect(&session()).await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(50), connection.next()).await;
    assert!(waiting.is_err(), "only half of the event has been sent");
    given_up.notify_one();
    let ServerEvent::OutputTextDelta(event) = next(&mut connection).await else { panic!() };
    assert_eq!(event.delta, "whole");
}

#[tokio::test]
async fn a_malformed_event_does_not_end_the_connection() {
    let (_server, mut connection) = connected(async |mut socket| {
        for text in ["not json", r#"{"type":"response.done"}"#] {
            socket.send(Message::Text(text.into())).await.unwrap();
        }
        socket.send(Message::Binary(vec![1, 2, 3].into())).await.unwrap();
        send(&mut socket, json!({"type": "new.event", "kept": true})).await;
        close(socket, 1000).await;
    })
    .await;
    for _ in 0..3 {
        assert!(matches!(connection.next().await, Some(Err(Error::Decode { .. }))));
    }
    let event = next(&mut connection).await;
    assert_eq!(event, ServerEvent::Other(json!({"type": "new.event", "kept": true})));
}

#[tokio::test]
async fn a_cut_socket_is_an_error_and_then_the_end() {
    let (_server, mut connection) = connected(async |mut socket| send(&mut socket, delta("x")).await).await;
    next(&mut connection).await;
    let error = connection.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::RealtimeClosed { code: None, .. }), "{error:?}");
    assert!(error.is_retryable());
    assert!(connection.next().await.is_none());
    let error = connection.send(&ClientEvent::response_create()).await.unwrap_err();
    assert!(matches!(error, Error::RealtimeClosed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_close_with_a_reason_is_an_error_with_its_code() {
    let (_server, mut connection) = connected(|socket| close(socket, 1011)).await;
    let error = connection.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::RealtimeClosed { code: Some(1011), .. }), "{error:?}");
}

#[tokio::test]
async fn a_message_beyond_the_limit_ends_the_connection() {
    let (_server, mut connection) = connected(async |mut socket| {
        let text = |length: usize| delta(&"x".repeat(length - delta("").to_string().len()));
        send(&mut socket, text(MAX_MESSAGE_BYTES)).await;
        // The client hangs up without reading it to the end.
        let _ = socket.send(Message::Text(text(MAX_MESSAGE_BYTES + 1).to_string().into())).await;
    })
    .await;
    assert!(matches!(next(&mut connection).await, ServerEvent::OutputTextDelta(_)));
    let error = connection.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::RealtimeProtocol(_)), "{error:?}");
    assert!(connection.next().await.is_none());
}

#[tokio::test]
async fn a_server_that_falls_silent_is_lost() {
    let silent = async |_socket: WebSocket| std::future::pending().await;
    let (_server, mut connection) =
        connected_with(silent, |config| config.realtime_idle = Duration::from_millis(100)).await;
    let error = connection.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("fell silent"), "{error}");
    assert!(connection.next().await.is_none());
}

#[tokio::test]
async fn a_quiet_server_that_answers_pings_is_kept() {
    let quiet = async |mut socket: WebSocket| {
        let mut pings = 0;
        while pings < 3 {
            pings += usize::from(matches!(socket.recv().await, Some(Ok(Message::Ping(_)))));
        }
        send(&mut socket, delta("still here")).await;
        close(socket, 1000).await;
    };
    let (_server, mut connection) =
        connected_with(quiet, |config| config.realtime_idle = Duration::from_secs(1)).await;
    assert!(matches!(next(&mut connection).await, ServerEvent::OutputTextDelta(_)));
}

#[tokio::test]
async fn closing_takes_leave_of_the_server() {
    let (sender, mut closes) = tokio::sync::mpsc::channel(1);
    let (_server, connection) = connected(move |mut socket| {
        let sender = sender.clone();
        async move {
            let first = socket.recv().await.unwrap().unwrap();
            sender.send(first).await.unwrap();
        }
    })
    .await;
    connection.close().await;
    let Some(Message::Close(Some(frame))) = closes.recv().await else { panic!("no close frame") };
    assert_eq!(frame.code, 1000);
}

#[tokio::test]
async fn a_session_that_is_used_up_is_refused_once() {
    let refuse = get(async |RawQuery(_)| (StatusCode::GONE, r#"{"code":"session_used","message":"Used."}"#));
    let server = TestServer::start(Router::new().route("/realtime", refuse)).await;
    let error = server.client().realtime().connect(&session()).await.unwrap_err();
    assert_eq!(error.api().unwrap().code(), Some("session_used"));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_server_that_does_not_switch_protocols_is_named() {
    let server = TestServer::start(Router::new().route("/realtime", get(async || "hello"))).await;
    let error = server.client().realtime().connect(&session()).await.unwrap_err();
    assert!(error.to_string().contains("instead of switching to WebSocket"), "{error}");
}

#[tokio::test]
async fn a_handshake_that_was_not_answered_for_this_client_is_refused() {
    let url = raw_server(|_, mut socket| async move {
        read_request(&mut socket).await;
        let of_another = switching("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        socket.write_all(of_another.as_bytes()).await.unwrap();
    })
    .await;
    let error = crate::support::client(&url).realtime().connect(&session()).await.unwrap_err();
    assert!(error.to_string().contains("no WebSocket handshake"), "{error}");
}

#[tokio::test]
async fn a_handshake_that_is_never_answered_meets_the_connect_timeout() {
    let never = get(std::future::pending::<StatusCode>);
    let server = TestServer::start(Router::new().route("/realtime", never)).await;
    let mut config = config(&server.url);
    config.connect_timeout = Duration::from_millis(200);
    let error = Client::new(config).unwrap().realtime().connect(&session()).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn only_a_plain_path_on_the_same_host_is_connected_to() {
    let server = TestServer::start(Router::new()).await;
    let elsewhere = server.url.replace("http", "ws");
    for path in [
        elsewhere.as_str(),
        "https://evil.example/realtime",
        "//evil.example/realtime",
        "/\\evil.example/realtime",
        "\\\\evil.example/realtime",
        "/\t/evil.example/realtime",
        "/api/../../realtime",
        "/api/%2e%2e/realtime",
        "/api/./realtime",
        "/realtime#fragment",
        "/real time",
        "@evil.example/realtime",
        ":80/realtime",
        "realtime",
        "",
    ] {
        let session = RealtimeSession::new("s", CONVERSATION, path);
        let error = server.client().realtime().connect(&session).await.unwrap_err();
        assert!(matches!(error, Error::RealtimeProtocol(_)), "{path:?}: {error:?}");
        assert!(error.to_string().contains("not a path on the API's own host"), "{path:?}: {error}");
    }
    assert!(server.seen().is_empty());
}
