//! Every operation, as it should go.

use super::Document;
use crate::support::{AGENT, start, text};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

#[tokio::test]
async fn every_operation_answers_as_the_document_says() {
    let (agent, document) = (start().await, Document::read());
    let get = async |operation: &str, path: &str| {
        let response = document.request(&agent, operation, path).send().await.unwrap();
        document.check(operation, response).await
    };
    let send = async |operation: &str, path: &str, body: Value| {
        let response = document.request(&agent, operation, path).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{operation}: {}", response.status());
        document.check(operation, response).await
    };
    let count = |page: &Value| page["totalCount"].as_i64().unwrap();

    let part = Part::bytes(b"# Returns\n\nSend it back within 30 days.".to_vec()).file_name("returns.md");
    let upload = document.request(&agent, "uploadFile", "/File");
    let upload = upload.multipart(Form::new().part("file", part)).send().await.unwrap();
    let file = document.check("uploadFile", upload).await;
    let download = get("downloadFile", &format!("/File/{}", text(&file["id"]))).await;
    assert_eq!(download, "# Returns\n\nSend it back within 30 days.");

    let sources = json!([{"fileId": file["id"], "title": "Returns", "url": "https://shop.example/returns"}]);
    let body = json!({"name": "Handbook", "sources": sources});
    let collection = send("createDataSourceCollection", "/DataSourceCollection", body).await;
    let path = format!("/DataSourceCollection/{}", text(&collection["id"]));
    assert_eq!(get("getDataSourceCollection", &path).await, collection);
    let changed = send("updateDataSourceCollection", &path, json!({"description": "What we promise"})).await;
    assert_eq!((&changed["name"], &changed["sources"]), (&json!("Handbook"), &collection["sources"]));
    assert_eq!(count(&get("listDataSourceCollections", "/DataSourceCollection").await), 2);

    let body = json!({"name": "Seller", "dataSourceCollectionIds": [collection["id"]]});
    let seller = send("createAgent", "/Agent", body).await;
    assert_eq!(count(&get("listAgents", "/Agent").await), 2);
    let path = format!("/Agent/{}/response", text(&seller["id"]));
    let answer =
        send("createAgentResponse", &path, json!({"message": "How many days to send it back?"})).await;
    assert_eq!(answer["response"], "Send it back within 30 days. [1]");
    assert_eq!(answer["citations"][0]["url"], "https://shop.example/returns#returns");
    let path = format!("/Agent/{AGENT}/realtime-session");
    send("createRealtimeSession", &path, json!({"tools": [{"type": "function", "name": "f"}]})).await;

    let workspaces = get("listWorkspaces", "/Workspace").await;
    assert_eq!(count(&workspaces), 1);
    assert_eq!(count(&get("listConnections", "/Connection").await), 1);
    let body = json!({"workspaceId": workspaces["items"][0]["id"], "title": "Call back", "owner": "jo"});
    let task = send("createTask", "/Task", body).await;
    let path = format!("/Task/{}", text(&task["id"]));
    assert_eq!(get("getTask", &path).await, task);
    let changed = send("updateTask", &path, json!({"status": "done", "owner": null})).await;
    assert_eq!((&changed["status"], &changed["owner"]), (&json!("done"), &json!("jo")));
    assert_eq!(count(&get("listTasks", "/Task?Status=done").await), 1);

    let records = get("listAuditLogs", "/AuditLog?EntityType=Task").await;
    assert_eq!(count(&records), 2);
    let newest = &records["items"][0];
    assert_eq!(get("getAuditLog", &format!("/AuditLog/{}", text(&newest["id"]))).await, *newest);
}

#[tokio::test]
async fn the_socket_opens_and_sends_what_the_document_says() {
    let (agent, document) = (start().await, Document::read());
    let session = agent
        .create_session(&json!({"instructions": "summary actionsTaken siestaRecordIds followUpQuestions"}))
        .await;
    let (mut socket, handshake) = agent.shake_hands(&session).await;
    assert_eq!(handshake.status(), 101);
    assert!(handshake.headers().contains_key("X-Request-Id"));

    socket.next().await;
    socket.add("user", "Create a task to call Jo back").await;
    socket.send(json!({"type": "response.create"})).await;
    let request = socket.until("siesta.approval.requested").await;
    let mut resolve = json!({"type": "siesta.approval.resolve", "approved": true});
    for name in ["id", "payloadHash"] {
        resolve[name] = request[name].clone();
    }
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    document.conforms(&schema("SiestaApprovalRequestedEvent"), &request, "approval");
    document.conforms(&schema("SiestaApprovalResolveEvent"), &resolve, "resolution");
    socket.send(resolve).await;
    let started = socket.until("siesta.tool.started").await;
    document.conforms(&schema("SiestaToolStartedEvent"), &started, "tool");
    let completed = socket.until("siesta.tool.completed").await;
    document.conforms(&schema("SiestaToolCompletedEvent"), &completed, "tool");
    let done = socket.until("response.output_text.done").await;
    let output: Value = serde_json::from_str(&text(&done["text"])).unwrap();
    document.conforms(&schema("AgentOutput"), &output, "output");
    assert_eq!(output["actionsTaken"][0]["status"], "executed");
    socket.rest().await;
    let citations = socket.ask("How do I embed the widget?").await;
    let citations = crate::support::only(&citations, "siesta.citations").clone();
    document.conforms(&schema("SiestaCitationsEvent"), &citations, "citations");
}

#[tokio::test]
async fn what_the_document_requires_is_refused_when_missing() {
    let (agent, document) = (start().await, Document::read());
    for (operation, path, schema) in [
        ("createAgent", "/Agent", "CreateAgentRequest"),
        ("createAgentResponse", &format!("/Agent/{AGENT}/response"), "CreateAgentResponseRequest"),
        ("createDataSourceCollection", "/DataSourceCollection", "CreateDataSourceCollectionRequest"),
        ("createTask", "/Task", "CreateTaskRequest"),
    ] {
        let required = document.0["components"]["schemas"][schema]["required"].as_array().unwrap();
        assert!(!required.is_empty());
        let response = document.request(&agent, operation, path).json(&json!({})).send().await.unwrap();
        let error = document.check(operation, response).await;
        let named: Vec<&Value> = error["errors"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
        assert_eq!(named, required.iter().collect::<Vec<_>>());
    }
}
