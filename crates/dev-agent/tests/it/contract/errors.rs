//! Every error that the document names, at every operation that it names it for.

use super::Document;
use crate::support::{AGENT, DevAgent, KEY, ORGANIZATION, start, start_with, text};
use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NOBODY: &str = "5e1a7a00-0000-4000-8000-0000000000ff";
const WORKSPACE: &str = "5e1a7a00-0000-4000-8000-0000000000b1";
const COLLECTION: &str = "5e1a7a00-0000-4000-8000-0000000000d1";

/// Paths below `/api/v1`, of something that is there, and a body that is right.
fn right() -> Vec<(&'static str, String, Option<Value>)> {
    let task = json!({"workspaceId": WORKSPACE, "title": "t"});
    let page = |path: &str| path.to_owned();
    vec![
        ("listAgents", page("/Agent"), None),
        ("createAgent", page("/Agent"), Some(json!({"name": "n"}))),
        ("createAgentResponse", format!("/Agent/{AGENT}/response"), Some(json!({"message": "hi"}))),
        ("createRealtimeSession", format!("/Agent/{AGENT}/realtime-session"), Some(json!({}))),
        ("uploadFile", page("/File"), None),
        ("downloadFile", format!("/File/{NOBODY}"), None),
        ("listDataSourceCollections", page("/DataSourceCollection"), None),
        ("createDataSourceCollection", page("/DataSourceCollection"), Some(json!({"name": "n"}))),
        ("getDataSourceCollection", format!("/DataSourceCollection/{COLLECTION}"), None),
        ("updateDataSourceCollection", format!("/DataSourceCollection/{COLLECTION}"), Some(json!({}))),
        ("listTasks", page("/Task"), None),
        ("createTask", page("/Task"), Some(task)),
        ("getTask", format!("/Task/{NOBODY}"), None),
        ("updateTask", format!("/Task/{NOBODY}"), Some(json!({}))),
        ("listConnections", page("/Connection"), None),
        ("listWorkspaces", page("/Workspace"), None),
        ("listAuditLogs", page("/AuditLog"), None),
        ("getAuditLog", format!("/AuditLog/{NOBODY}"), None),
        ("connectRealtime", format!("/Agent/{AGENT}/realtime"), None),
    ]
}

fn with_body(request: RequestBuilder, body: Option<&Value>) -> RequestBuilder {
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}

/// Checks errors, and notes which were seen.
struct Seen {
    document: Document,
    seen: BTreeSet<(String, String)>,
}

impl Seen {
    async fn check(&mut self, operation: &str, response: Response, status: &str, code: &str) {
        assert_eq!(response.status().as_str(), status, "{operation}: {code}");
        let id = response.headers()["X-Request-Id"].to_str().unwrap().to_owned();
        let body = self.document.check(operation, response).await;
        assert_eq!((text(&body["code"]).as_str(), &body["requestId"]), (code, &json!(id)), "{operation}");
        if status == "400" && code == "invalid_request" {
            assert!(!body["errors"].as_array().unwrap().is_empty(), "{operation}: {body}");
        }
        let named = if status.starts_with('5') { "5XX" } else { status };
        self.seen.insert((operation.to_owned(), named.to_owned()));
    }

    async fn send(&mut self, operation: &str, request: RequestBuilder, status: &str, code: &str) {
        let response = request.send().await.unwrap();
        self.check(operation, response, status, code).await;
    }

    /// A request without its headers.
    fn bare(&self, agent: &DevAgent, operation: &str, path: &str) -> RequestBuilder {
        let method = self.document.request(agent, operation, path).build().unwrap().method().clone();
        agent.bare_request(method, &format!("/api/v1{path}"))
    }
}

#[tokio::test]
async fn every_documented_error_is_what_the_document_says() {
    let mut seen = Seen { document: Document::read(), seen: BTreeSet::new() };
    keys(&mut seen).await;
    too_many_and_broken(&mut seen).await;
    wrong_requests(&mut seen).await;
    unknown_ids(&mut seen).await;
    bodies(&mut seen).await;
    let is_error = |(_, status): &(String, String)| !status.starts_with(['1', '2']);
    let documented: BTreeSet<_> = seen.document.statuses().into_iter().filter(is_error).collect();
    let unseen: Vec<_> = documented.difference(&seen.seen).collect();
    assert!(unseen.is_empty(), "documented, and not checked here: {unseen:?}");
}

/// The key comes first, then the organization, then everything else.
async fn keys(seen: &mut Seen) {
    let agent = start().await;
    for (operation, path, _) in right() {
        if operation == "connectRealtime" {
            // Its session id is the credential.
            let request = seen.bare(&agent, operation, &path);
            seen.send(operation, request, "401", "session_invalid").await;
            continue;
        }
        for request in [
            seen.bare(&agent, operation, &path).header("X-Org-Id", ORGANIZATION),
            seen.bare(&agent, operation, &path).header("X-Api-Key", "wrong").header("X-Org-Id", "wrong"),
        ] {
            seen.send(operation, request, "401", "invalid_api_key").await;
        }
        for organization in ["", NOBODY] {
            let request = seen.bare(&agent, operation, &path).header("X-Api-Key", KEY);
            let request = request.header("X-Org-Id", organization);
            seen.send(operation, request, "403", "organization_forbidden").await;
        }
    }
}

async fn too_many_and_broken(seen: &mut Seen) {
    let busy = start_with(&["--rate-limit", "1/3600"]).await;
    assert_eq!(busy.request(reqwest::Method::GET, "/api/v1/Agent").send().await.unwrap().status(), 200);
    let broken = start_with(&["--fault", "503:seconds=4"]).await;
    for (operation, path, body) in right() {
        let request = with_body(seen.document.request(&busy, operation, &path), body.as_ref());
        seen.send(operation, request, "429", "rate_limited").await;
        let request = with_body(seen.document.request(&broken, operation, &path), body.as_ref());
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["Retry-After"], "4");
        seen.check(operation, response, "503", "injected_fault").await;
    }
}

async fn wrong_requests(seen: &mut Seen) {
    let agent = start().await;
    for (operation, path, body) in right() {
        let paged =
            seen.document.statuses().contains(&(operation.to_owned(), "400".to_owned())) && body.is_none();
        if paged && !matches!(operation, "uploadFile" | "connectRealtime") {
            let request = seen.document.request(&agent, operation, &format!("{path}?Limit=0"));
            seen.send(operation, request, "400", "invalid_request").await;
        }
        if body.is_some() {
            for wrong in ["[]", "{\"a\":", "7"] {
                let request = seen.document.request(&agent, operation, &path);
                let request = request.header("Content-Type", "application/json").body(wrong);
                seen.send(operation, request, "400", "invalid_request").await;
            }
        }
    }
    let form = Form::new().text("other", "x");
    let request = seen.document.request(&agent, "uploadFile", "/File").multipart(form);
    seen.send("uploadFile", request, "400", "invalid_request").await;
    let session = agent.create_session(&json!({})).await;
    let path = text(&session["webSocketPath"]).replace("/api/v1", "");
    let request = seen.document.request(&agent, "connectRealtime", &path);
    seen.send("connectRealtime", request, "400", "websocket_required").await;
}

async fn unknown_ids(seen: &mut Seen) {
    let agent = start().await;
    for (operation, path, body) in right() {
        let place = match operation {
            "createAgentResponse" => "/Agent/{}/response",
            "createRealtimeSession" => "/Agent/{}/realtime-session",
            "connectRealtime" => "/Agent/{}/realtime",
            "downloadFile" => "/File/{}",
            "getDataSourceCollection" | "updateDataSourceCollection" => "/DataSourceCollection/{}",
            "getTask" | "updateTask" => "/Task/{}",
            "getAuditLog" => "/AuditLog/{}",
            _ => continue,
        };
        let code = match path.split('/').nth(1) {
            Some("Agent") => "agent_not_found",
            Some("File") => "file_not_found",
            Some("Task") => "task_not_found",
            Some("AuditLog") => "audit_record_not_found",
            _ => "collection_not_found",
        };
        for id in [NOBODY, "no-uuid", "5e1a7a0000004000800000000000000b", "%00", "%FF"] {
            let request = seen.document.request(&agent, operation, &place.replace("{}", id));
            seen.send(operation, with_body(request, body.as_ref()), "404", code).await;
        }
    }
    let respond = format!("/Agent/{AGENT}/response");
    let session = format!("/Agent/{AGENT}/realtime-session");
    let of_collection = format!("/DataSourceCollection/{COLLECTION}");
    let source = json!([{"fileId": NOBODY}]);
    let collection = json!([NOBODY]);
    for (operation, path, body, code) in [
        (
            "createAgent",
            "/Agent",
            json!({"name": "n", "dataSourceCollectionIds": collection}),
            "collection_not_found",
        ),
        (
            "createAgentResponse",
            &respond,
            json!({"message": "m", "conversationId": NOBODY}),
            "conversation_not_found",
        ),
        ("createAgentResponse", &respond, json!({"message": "m", "files": [NOBODY]}), "file_not_found"),
        ("createRealtimeSession", &session, json!({"conversationId": NOBODY}), "conversation_not_found"),
        (
            "createDataSourceCollection",
            "/DataSourceCollection",
            json!({"name": "n", "sources": source}),
            "file_not_found",
        ),
        ("updateDataSourceCollection", &of_collection, json!({"sources": source}), "file_not_found"),
        ("createTask", "/Task", json!({"workspaceId": NOBODY, "title": "t"}), "workspace_not_found"),
        (
            "createTask",
            "/Task",
            json!({"workspaceId": WORKSPACE, "title": "t", "sourceAgentId": NOBODY}),
            "agent_not_found",
        ),
    ] {
        let request = seen.document.request(&agent, operation, path).json(&body);
        seen.send(operation, request, "404", code).await;
    }
    // A name in use.
    let body = json!({"name": "Documentation"});
    let request =
        seen.document.request(&agent, "createDataSourceCollection", "/DataSourceCollection").json(&body);
    seen.send("createDataSourceCollection", request, "409", "name_taken").await;
    let made = agent.post("/api/v1/DataSourceCollection", &json!({"name": "Other"})).await;
    let path = format!("/DataSourceCollection/{}", text(&made.json::<Value>().await.unwrap()["id"]));
    let request = seen.document.request(&agent, "updateDataSourceCollection", &path).json(&body);
    seen.send("updateDataSourceCollection", request, "409", "name_taken").await;
}

/// Too large, and of another type.
async fn bodies(seen: &mut Seen) {
    let agent = start_with(&["--file-limit-mib", "1"]).await;
    let large = "x".repeat(1024 * 1024);
    for (operation, path, body) in right().into_iter().filter(|(_, _, body)| body.is_some()) {
        let mut body = body.unwrap();
        body["filler"] = json!(large);
        let request = seen.document.request(&agent, operation, &path).json(&body);
        seen.send(operation, request, "413", "payload_too_large").await;
        let request = seen.document.request(&agent, operation, &path).body("name=value");
        seen.send(operation, request, "415", "unsupported_media_type").await;
    }
    let upload = seen.document.request(&agent, "uploadFile", "/File");
    let part = Part::bytes(vec![0; 1024 * 1024 + 1]).file_name("large.bin");
    let upload = upload.multipart(Form::new().part("file", part));
    seen.send("uploadFile", upload, "413", "payload_too_large").await;
    let upload = seen.document.request(&agent, "uploadFile", "/File").json(&json!({}));
    seen.send("uploadFile", upload, "415", "unsupported_media_type").await;
}
