//! The key, the secret, tokens and visitors' words are nowhere but where they belong.

use std::path::Path;
use std::process::Command;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::routing::get;
use backend::http::middleware::{self, limit::Peer};
use backend::logging;
use backend::server::Server;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use crate::support::backend::{Asked, KEY, ORIGIN, SECRET, Transport, environment, http_client, id, read};
use crate::support::process::Process;
use crate::support::vendor::{CONVERSATION, Plan, Reply, Step, Vendor, answer, delta};

/// Everything that begins so is secret: the key, the token secret, the platform's own words.
const CANARY: &str = "CANARY";
/// What a visitor says.
const WORDS: &str = "visitor-words";

/// What the platform does wrong, each time with the key in its mouth.
fn plans(transport: Transport) -> Vec<Plan> {
    let mut echo = Reply::refusal(500);
    echo.body["message"] = json!(format!("your key {KEY} and org are bad"));
    let unauthorized = Reply { status: 401, ..echo.clone() };
    let broken = Reply { status: 200, body: json!({ "response": 1, "key": KEY }), ..echo.clone() };
    if transport == Transport::Response {
        let body = json!({ "conversationId": CONVERSATION, "messageId": id(), "response": "fine" });
        let fine = Reply { status: 200, body, ..echo.clone() };
        return [fine, echo, unauthorized, broken]
            .map(|reply| Plan { answers: vec![reply; 3].into(), ..Plan::default() })
            .into();
    }
    let error = json!({ "type": "error", "error": { "type": KEY, "code": KEY, "message": KEY } });
    vec![
        Plan { steps: answer(&["fine"]), ..Plan::default() },
        Plan { sessions: [echo.clone(), echo.clone()].into(), ..Plan::default() },
        Plan { sessions: [unauthorized].into(), ..Plan::default() },
        Plan { sessions: [broken].into(), ..Plan::default() },
        Plan { connects: [echo.clone(), echo].into(), ..Plan::default() },
        Plan { steps: vec![delta(&format!("your key is {KEY}.")), Step::Say(error)], ..Plan::default() },
        Plan { steps: vec![Step::Say(json!({ "type": KEY, "delta": KEY })), Step::Cut], ..Plan::default() },
    ]
}

/// Paths of the bundle's files, if it is built in.
fn bundle() -> Vec<String> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let mut paths = vec!["/chat-widget.js".to_owned()];
    for version in std::fs::read_dir(dist.join("v")).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(version.path()).unwrap().flatten() {
            let (version, file) = (version.file_name(), file.file_name());
            paths.push(format!("/v/{}/{}", version.display(), file.display()));
        }
    }
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_no_answer_no_log_at_the_finest_level_and_no_document() {
    for transport in [Transport::Realtime, Transport::Response] {
        let vendor = Vendor::start(Plan::default()).await;
        let folder = tempfile::tempdir().unwrap();
        let process = Process::start(&environment(folder.path(), transport, &vendor.url));
        let url = process.url.clone();
        let http = http_client();
        let mut said = String::new();
        let mut hear = async |response: reqwest::Response| {
            said.push_str(&format!("{:?}", response.headers()));
            let bytes = response.bytes().await.unwrap();
            said.push_str(&String::from_utf8_lossy(&bytes));
        };

        let session = http.post(format!("{url}/v1/session")).json(&json!({})).send().await.unwrap();
        let session: Value = session.json().await.unwrap();
        let token = session["token"].as_str().unwrap();
        let ask = |asked: &Asked| {
            let request = http.post(format!("{url}/v1/assistants/primary/runs"));
            request.bearer_auth(token).json(&asked.body()).send()
        };
        let mut last = None;
        for plan in plans(transport) {
            vendor.plan(plan);
            let asked = Asked { thread: id(), run: id(), text: WORDS.to_owned() };
            hear(ask(&asked).await.unwrap()).await;
            last = Some(asked);
        }
        let Asked { thread, run, .. } = last.unwrap();
        let owned = [format!("/v1/threads/{thread}/events?after=1&follow=0&token={token}"), "/v1/me".into()];
        for path in owned {
            let own = http.get(format!("{url}{path}")).bearer_auth(token).send().await.unwrap();
            let text = own.text().await.unwrap();
            assert!(!text.contains(CANARY), "{}", around(&text, CANARY));
        }
        let public =
            ["/v1/config", "/openapi.json", "/chat", "/healthz", "/readyz", "/v1/threads", "/nothing"];
        for path in public.map(str::to_owned).into_iter().chain(bundle()) {
            hear(http.get(format!("{url}{path}")).send().await.unwrap()).await;
        }
        // Requests that go wrong in each way there is, with words in every place.
        for body in ["{", "{\"visitor-words\":1}", "{\"title\":[\"visitor-words\"]}", "[\"visitor-words\"]"] {
            for (method, path) in [
                (Method::POST, "/v1/session".to_owned()),
                (Method::POST, "/v1/assistants/primary/runs".to_owned()),
                (Method::POST, format!("/v1/runs/{run}/cancel?q={WORDS}")),
                (Method::PATCH, format!("/v1/threads/{WORDS}")),
                (Method::PUT, format!("/{WORDS}")),
            ] {
                let request = http.request(method, format!("{url}{path}")).body(body);
                let request = request.header("content-type", "application/json").header("user-agent", WORDS);
                request.header("cookie", WORDS).bearer_auth(token).send().await.unwrap();
            }
        }
        http.delete(format!("{url}/v1/me")).bearer_auth(token).send().await.unwrap();
        let log = process.log();

        assert!(said.contains("fine"), "the check has seen answers");
        assert!(!said.contains(CANARY), "{}", around(&said, CANARY));
        assert!(log.lines().count() > 40, "the check has seen a log");
        for secret in [KEY, SECRET, token, WORDS, "CANARY vendor words"] {
            assert!(!log.contains(secret), "{}", around(&log, secret));
        }
        for line in log.lines() {
            assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
        }
        assert!(
            vendor.seen().headers.iter().all(|headers| headers["x-api-key"] == KEY),
            "the platform got it"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_request_says_it_has_one_line_in_the_log_and_that_is_one_object() {
    let vendor = Vendor::saying(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(&environment(folder.path(), Transport::Realtime, &vendor.url));
    let url = process.url.clone();
    let evil = "\\r\\n{\"level\":\"ERROR\"}\u{1b}[31mforged\u{1b}[0m\u{2028}\u{2029}\u{85}\u{202e}\"";
    let long = "x".repeat(16 * 1024);
    let encoded: String = evil.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let mut heads = Vec::new();
    for text in [evil, &long, "%0d%0a%1b[31m", "\u{2028}"] {
        for name in
            ["user-agent", "origin", "x-forwarded-for", "x-request-id", "authorization", "last-event-id"]
        {
            heads.push(format!("GET /v1/threads HTTP/1.1\r\nhost: x\r\n{name}: {text}\r\n\r\n"));
        }
    }
    for path in [format!("/{encoded}"), format!("/v1/threads/{encoded}?after={encoded}"), format!("/{long}")]
    {
        heads.push(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n"));
    }
    heads.push(format!("{} /healthz HTTP/1.1\r\nhost: x\r\n\r\n", "M".repeat(8 * 1024)));
    heads.push("GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n x-folded: 2\r\n\r\n".to_owned());
    let mut ids = Vec::new();
    for head in &heads {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
        let head = head.replacen("host: x", "host: x\r\nconnection: close", 1);
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        // What is no HTTP at all is refused before it is a request.
        let id = answer.lines().find_map(|line| line.strip_prefix("x-request-id: "));
        assert!(id.is_some() || answer.starts_with("HTTP/1.1 400"), "{answer}");
        ids.extend(id.map(str::to_owned));
    }
    assert!(ids.len() >= heads.len() / 2, "{} of {}", ids.len(), heads.len());
    let log = process.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_requests = lines.iter().filter(|line| line["message"] == "request");
    let logged: Vec<&str> = of_requests.map(|line| line["span"]["request_id"].as_str().unwrap()).collect();
    assert_eq!(logged, ids, "a line each, in order");
    for forged in ["\u{1b}", "forged", "xxxxxxxx", "MMMMMMMM", "\u{2028}"] {
        assert!(!log.contains(forged), "{}", around(&log, forged));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_foreign_origin_is_named_to_the_owner_once_with_the_remedy() {
    let vendor = Vendor::saying(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(&environment(folder.path(), Transport::Realtime, &vendor.url));
    for origin in ["https://new.example", ORIGIN, "https://www.new.example", "null", "https://new.example"] {
        for _ in 0..3 {
            let request = http_client().get(format!("{}/v1/config", process.url)).header("origin", origin);
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            let told =
                answer["detail"].as_str().is_some_and(|detail| detail.contains("CHAT_ALLOWED_ORIGINS"));
            assert_eq!(told, origin != ORIGIN, "the page's console is told each time: {answer}");
        }
    }
    let log = process.log();
    let remedies: Vec<String> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).unwrap()["remedy"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(
        remedies,
        [
            "add https://new.example to CHAT_ALLOWED_ORIGINS if the page is yours",
            "add https://www.new.example to CHAT_ALLOWED_ORIGINS if the page is yours",
            "serve them from a web address, and add that to CHAT_ALLOWED_ORIGINS",
        ]
    );
}

/// Set for the program that this program starts to see it panic.
const PANICS: &str = "SIESTA_TEST_PANICS";

#[test]
fn a_panic_is_a_problem_for_its_caller_and_a_line_in_the_log_and_tells_nothing() {
    let myself = std::env::current_exe().unwrap();
    let mut command = Command::new(myself);
    command.args(["--exact", "http::secrets::panics_when_told_to", "--nocapture"]);
    let output = command.env(PANICS, "1").env("RUST_LOG", "trace").output().unwrap();
    let (said, log) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}{log}");
    for text in [&said, &log] {
        assert!(!text.contains(CANARY), "{}", around(text, CANARY));
    }
    let mut answers = 0;
    for answer in said.lines().filter_map(|line| line.split_once("answer: ")) {
        let (status, problem) = answer.1.split_once(' ').unwrap();
        let problem: Value = serde_json::from_str(problem).unwrap();
        assert_eq!((status, &problem["code"]), ("500", &json!("internal")));
        let id = problem["requestId"].as_str().unwrap();
        let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let told: Vec<Value> = lines.filter(|line| line["span"]["request_id"] == id).collect();
        let messages: Vec<&str> = told.iter().map(|line| line["message"].as_str().unwrap()).collect();
        assert!(messages.contains(&"request failed") && told.iter().any(|line| line["place"].is_string()));
        answers += 1;
    }
    assert_eq!(answers, 3);
}

/// A backend with routes that panic, for the test above; alone it does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn panics_when_told_to() {
    if std::env::var_os(PANICS).is_none() {
        return;
    }
    logging::start(false);
    let vendor = Vendor::saying(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = read(&environment(folder.path(), Transport::Realtime, &vendor.url)).unwrap();
    let server = Server::bind(settings).await.unwrap();
    let app = server.app().clone();
    let fails = || -> Result<(), String> { Err(format!("{CANARY} of a failed unwrap")) };
    let router = Router::new()
        .route("/v1/made", get(async || -> String { panic!("{CANARY} and {}", id()) }))
        .route("/v1/unwrapped", get(async move || fails().unwrap()))
        .route("/v1/thrown", get(async || -> String { std::panic::panic_any(vec![CANARY]) }));
    let router = middleware::apply(router, &app).with_state(app);
    for path in ["/v1/made", "/v1/unwrapped", "/v1/thrown"] {
        let mut request = Request::get(path).header("origin", ORIGIN).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer([127, 0, 0, 1].into()));
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], ORIGIN, "the page can read it");
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        println!("answer: {status} {}", String::from_utf8(body.to_vec()).unwrap());
    }
}

fn around<'a>(text: &'a str, needle: &str) -> &'a str {
    let at = text.find(needle).unwrap_or_default();
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].char_indices().nth(200).map_or(text.len(), |(index, _)| at + index);
    &text[line..end]
}
