//! The key and the secret are nowhere but where they belong.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::backend::{Asked, KEY, SECRET, Transport, environment, http_client, id};
use crate::support::events::Events;
use crate::support::vendor::{Plan, Reply, Step, Vendor, answer, delta};

/// Everything that begins so is secret: the key, the token secret, the platform's own words.
const CANARY: &str = "CANARY";

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_no_answer_no_log_at_the_finest_level_and_no_document() {
    let mut echo = Reply::refusal(500);
    echo.body["message"] = json!(format!("your key {KEY} and org are bad"));
    let unauthorized = Reply { status: 401, ..echo.clone() };
    let vendor = Vendor::start(Plan::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_chat-backend"))
        .env_clear()
        .envs(environment(folder.path(), Transport::Realtime, &vendor.url))
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = Vec::new();
        stderr.read_to_end(&mut log).unwrap();
        String::from_utf8(log).unwrap()
    });
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line)
        .unwrap();
    let url = line.trim_end().strip_prefix("ready ").unwrap().to_owned();

    let http = http_client();
    let mut said = line;
    let session = http.post(format!("{url}/v1/session")).json(&json!({})).send().await.unwrap();
    let session: Value = session.json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    let echoing = |text: &str| {
        vec![
            delta(text),
            Step::Say(json!({ "type": "error", "error": {
        "type": KEY, "code": KEY, "message": KEY } })),
        ]
    };
    for plan in [
        Plan { steps: answer(&["fine"]), ..Plan::default() },
        Plan { sessions: [echo.clone(), echo.clone()].into(), ..Plan::default() },
        Plan { sessions: [unauthorized].into(), ..Plan::default() },
        Plan { connects: [echo.clone(), echo].into(), ..Plan::default() },
        Plan { steps: echoing(&format!("your key is {KEY}.")), ..Plan::default() },
    ] {
        vendor.plan(plan);
        let asked = Asked { thread: id(), run: id(), text: "visitor-words".to_owned() };
        let request = http.post(format!("{url}/v1/assistants/primary/runs"));
        let response = request.bearer_auth(token).json(&asked.body()).send().await.unwrap();
        said.push_str(&format!("{:?}", response.headers()));
        said.push_str(&format!("{:?}", Events::of(response).all().await));
    }
    for path in ["/v1/config", "/openapi.json", "/chat", "/healthz", "/readyz", "/v1/threads", "/nothing"] {
        let response = http.get(format!("{url}{path}")).send().await.unwrap();
        said.push_str(&format!("{:?}", response.headers()));
        said.push_str(&response.text().await.unwrap());
    }
    let broken = http.post(format!("{url}/v1/session")).header("content-type", "application/json").body("{");
    said.push_str(&broken.send().await.unwrap().text().await.unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
    let log = log.join().unwrap();

    assert!(said.contains("fine"), "the check has seen answers");
    assert!(!said.contains(CANARY), "{}", around(&said, CANARY));
    assert!(log.lines().count() > 20, "the check has seen a log");
    for secret in [KEY, SECRET, token, "visitor-words", "CANARY vendor words"] {
        assert!(!log.contains(secret), "{}", around(&log, secret));
    }
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
    assert!(vendor.seen().headers.iter().all(|headers| headers["x-api-key"] == KEY), "the platform got it");
}

fn around<'a>(text: &'a str, needle: &str) -> &'a str {
    let at = text.find(needle).unwrap_or_default();
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    &text[line..text.len().min(at + 200)]
}
