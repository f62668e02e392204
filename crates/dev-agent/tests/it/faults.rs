//! What goes wrong on purpose, the rate limit, and the page.

use crate::support::{deltas, http_client, only, start, start_with, text};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn every_nth_matching_call_is_refused_and_the_others_are_not() {
    let agent = start_with(&["--fault", "429:every=2,seconds=3,on=GET /api/v1/Task"]).await;
    let mut statuses = Vec::new();
    for path in ["Task", "Agent", "Task", "Agent", "Task", "Task"] {
        let response = agent.request(Method::GET, &format!("/api/v1/{path}")).send().await.unwrap();
        statuses.push(response.status().as_u16());
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(response.headers()["Retry-After"], "3");
        }
    }
    assert_eq!(statuses, [200, 200, 429, 200, 200, 429]);
}

#[tokio::test]
async fn a_refused_call_has_no_effect() {
    let agent = start_with(&["--fault", "500:times=1,on=POST"]).await;
    let body = json!({"name": "once"});
    assert_eq!(agent.post("/api/v1/Agent", &body).await.status(), 500);
    assert_eq!(agent.post("/api/v1/Agent", &body).await.status(), 201);
    let found = agent.request(Method::GET, "/api/v1/Agent?Search=once").send().await.unwrap();
    assert_eq!(found.json::<Value>().await.unwrap()["totalCount"], 1);
}

#[tokio::test]
async fn a_cut_answer_ends_without_a_goodbye_and_what_was_seen_is_kept() {
    let agent = start_with(&["--fault", "cut:after=3,times=1"]).await;
    let (mut socket, conversation) = agent.open().await;
    socket.add("user", "How do I embed the widget?").await;
    socket.send(json!({"type": "response.create"})).await;
    let mut seen = String::new();
    while let Some(event) = socket.next_or_broken().await {
        if event["type"] == "response.output_text.delta" {
            seen.push_str(&text(&event["delta"]));
        }
    }
    assert_eq!(seen.split_whitespace().count(), 3, "{seen}");
    let session = agent.create_session(&json!({"conversationId": conversation})).await;
    let mut socket = agent.connect(&session).await.unwrap();
    socket.next().await;
    let events = socket.ask("How do I embed the widget?").await;
    assert_eq!(only(&events, "response.done")["response"]["status"], "completed");
    assert!(deltas(&events).starts_with(&seen));
}

#[tokio::test]
async fn calls_and_pieces_can_be_slow() {
    let agent = start_with(&["--fault", "latency:ms=1", "--fault", "slow:ms=1"]).await;
    let (mut socket, _) = agent.open().await;
    let events = socket.ask("dark mode").await;
    assert_eq!(only(&events, "response.done")["response"]["status"], "completed");
}

#[tokio::test]
async fn the_rate_limit_counts_calls_of_anyone_with_the_key() {
    let agent = start_with(&["--rate-limit", "2/3600"]).await;
    let get = || agent.request(Method::GET, "/api/v1/Agent").send();
    // Without the key nobody uses the calls up.
    for _ in 0..3 {
        let response = agent.bare_request(Method::GET, "/api/v1/Agent").send().await.unwrap();
        assert_eq!(response.status(), 401);
    }
    assert_eq!(
        (get().await.unwrap().status(), get().await.unwrap().status()),
        (StatusCode::OK, StatusCode::OK)
    );
    let refused = get().await.unwrap();
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["Retry-After"].to_str().unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn the_page_runs_nothing_but_its_own_files() {
    let agent = start().await;
    for (path, kind) in
        [("/", "text/html"), ("/overview.js", "text/javascript"), ("/overview.css", "text/css")]
    {
        let response = http_client().get(format!("{}{path}", agent.url)).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(header("Content-Type").starts_with(kind));
        assert!(header("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self'"));
        let body = response.text().await.unwrap();
        for forbidden in ["innerHTML", "http://", "https://", "onclick", "style="] {
            assert!(!body.contains(forbidden), "{path}: {forbidden}");
        }
    }
}

#[tokio::test]
async fn the_document_is_where_the_vendor_has_it_and_names_this_server() {
    let agent = start().await;
    let read = async |path: &str| {
        let response = http_client().get(format!("{}{path}", agent.url)).send().await.unwrap();
        response.json::<Value>().await.unwrap()
    };
    let document = read("/openapi.json").await;
    assert_eq!(document, read("/swagger/v1/swagger.json").await);
    assert_eq!(document["servers"], json!([{"url": agent.url}]));
    assert_eq!(document["paths"].as_object().unwrap().len(), 14);
}
