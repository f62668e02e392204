//! Every request the client can send is an operation of the document, and the other way round.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, WebSocketUpgrade};
use axum::http::header::UPGRADE;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::Value;
use siesta_api::types::*;
use siesta_api::{Client, UploadFileRequest};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::recording::Recording;
use crate::support::{AGENT, Seen, TestServer};

/// Gives each operation its recorded answer.
fn server() -> Router {
    let answer = any(async |request: Request| {
        let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
        let mut recordings = Recording::all().into_iter();
        let known = |recording: &Recording| {
            let mut words = recording.request.start.split([' ', '?']);
            let (of_method, of_path) = (words.next().unwrap(), words.next().unwrap());
            of_method == method && without_ids(of_path) == without_ids(&path)
        };
        let recording = recordings.find(known).unwrap();
        // The connection is kept, so what was sent has to be read.
        axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let kind = recording.answer.header("content-type").unwrap().to_owned();
        let answer = Response::builder().status(recording.answer_status());
        answer.header(header::CONTENT_TYPE, kind).body(Body::from(recording.answer.body)).unwrap()
    });
    let socket = get(async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(async |_| ()).into_response());
    Router::new().route("/api/v1/Agent/{id}/realtime", socket).fallback(answer)
}

/// Makes each call that the client can make, with every parameter it has.
async fn call_everything(client: &Client) -> Result<(), siesta_api::Error> {
    let (agents, tasks, audit) = (client.agents(), client.tasks(), client.audit_logs());
    let collections = client.data_source_collections();
    let text = || Some("x".to_owned());
    let id = Uuid::nil();

    let mut listing = ListAgentsRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    agents.list(listing).await?;
    agents.create(CreateAgentRequest::new("x")).await?;
    agents.respond(AGENT, CreateAgentResponseRequest::new("x")).await?;
    client.realtime().open(AGENT, CreateRealtimeSessionRequest::new()).await?;

    client.files().upload(UploadFileRequest::new("x", Vec::new())).await?;
    client.files().download(id).await?;

    let mut listing = ListDataSourceCollectionsRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    collections.list(listing).await?;
    collections.create(CreateDataSourceCollectionRequest::new("x")).await?;
    collections.get(id).await?;
    collections.update(id, UpdateDataSourceCollectionRequest::new()).await?;

    let mut listing = ListTasksRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    (listing.workspace_id, listing.source_agent_id) = (Some(id), Some(id));
    (listing.status, listing.sort_by) = (Some(TaskStatus::Open), Some(TaskSort::Title));
    listing.sort_direction = Some(SortDirection::Ascending);
    tasks.list(listing).await?;
    tasks.create(CreateTaskRequest::new(id, "x")).await?;
    tasks.get(id).await?;
    tasks.update(id, UpdateTaskRequest::new()).await?;

    let mut listing = ListConnectionsRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    client.connections().list(listing).await?;
    let mut listing = ListWorkspacesRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    client.workspaces().list(listing).await?;

    let mut listing = ListAuditLogsRequest::new();
    (listing.limit, listing.offset, listing.search) = (Some(1), Some(0), text());
    (listing.entity_type, listing.entity_id) = (Some(EntityType::Task), Some(id));
    (listing.action, listing.correlation_id) = (Some(AuditAction::Created), text());
    let now = Some(OffsetDateTime::UNIX_EPOCH);
    (listing.from, listing.to, listing.sort_direction) = (now, now, Some(SortDirection::Descending));
    audit.list(listing).await?;
    audit.get(id).await?;
    Ok(())
}

#[tokio::test]
async fn the_client_and_the_document_have_the_same_operations() {
    let server = TestServer::start(server()).await;
    call_everything(&server.client()).await.unwrap();

    let document: Value = serde_json::from_str(siesta_api::openapi::ASSUMED_V1).unwrap();
    let sent: BTreeSet<_> = server.seen().iter().map(operation).collect();
    assert_eq!(sent, documented(&document));

    let headers = document["components"]["securitySchemes"].as_object().unwrap();
    for seen in server.seen() {
        for scheme in headers.values() {
            let name = scheme["name"].as_str().unwrap();
            assert!(seen.headers.contains_key(name), "{name} on {}", seen.uri);
        }
        assert_eq!(seen.headers.contains_key(UPGRADE), seen.uri.path().ends_with("/realtime"));
    }
}

#[test]
fn every_word_that_a_parameter_may_be_is_one_that_the_client_can_send() {
    let document: Value = serde_json::from_str(siesta_api::openapi::ASSUMED_V1).unwrap();
    let words = |path: &str, name: &str| -> Vec<String> {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let mut found = parameters.iter().map(|parameter| resolve(&document, parameter));
        let parameter = found.find(|parameter| parameter["name"] == name).unwrap();
        let words = parameter["schema"]["enum"].as_array().unwrap();
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    for word in words("/api/v1/Task", "Status") {
        assert!(!matches!(TaskStatus::from(word), TaskStatus::Other(_)));
    }
    for word in words("/api/v1/Task", "SortBy") {
        assert!(!matches!(TaskSort::from(word), TaskSort::Other(_)));
    }
    for word in words("/api/v1/AuditLog", "EntityType") {
        assert!(!matches!(EntityType::from(word), EntityType::Other(_)));
    }
    for word in words("/api/v1/AuditLog", "Action") {
        assert!(!matches!(AuditAction::from(word), AuditAction::Other(_)));
    }
    let directions = [SortDirection::Ascending, SortDirection::Descending].map(SortDirection::as_str);
    assert_eq!(words("/api/v1/Task", "SortDirection"), directions);
    assert_eq!(words("/api/v1/AuditLog", "SortDirection"), directions);
}

/// `method path names-of-query`.
fn operation(seen: &Seen) -> String {
    let method = seen.method.as_str().to_lowercase();
    format!("{method} {} {:?}", without_ids(seen.uri.path()), query_names(&seen.uri))
}

/// A path or template with `{}` for each id.
fn without_ids(path: &str) -> String {
    let is_id = |segment: &str| segment.starts_with('{') || segment.parse::<Uuid>().is_ok();
    let segments = path.split('/').map(|segment| if is_id(segment) { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

fn query_names(uri: &Uri) -> BTreeSet<String> {
    let pairs = uri.query().into_iter().flat_map(|query| query.split('&'));
    pairs.map(|pair| pair.split('=').next().unwrap().to_owned()).collect()
}

fn documented(document: &Value) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.map(|parameter| resolve(document, parameter));
            let query = parameters.filter(|parameter| parameter["in"] == "query");
            let names: BTreeSet<_> = query.map(|parameter| parameter["name"].as_str().unwrap()).collect();
            operations.insert(format!("{method} {} {names:?}", without_ids(path)));
        }
    }
    operations
}

/// What a reference to a part of the document leads to.
fn resolve<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => part,
    }
}
