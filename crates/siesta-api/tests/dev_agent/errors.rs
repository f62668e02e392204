//! Every error that the document names, provoked.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use siesta_api::types::*;
use siesta_api::{Client, Error, UploadFileRequest};
use uuid::Uuid;

use crate::dev_agent::{AGENT, DevAgent, KEY, ORGANIZATION};
use crate::judge::Document;
use crate::recording::Message;
use crate::{agent_id, client, client_with, exchange};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// A call that would succeed, before something is made wrong with it.
#[derive(Clone)]
struct Call {
    method: String,
    path: String,
    body: Option<Value>,
    key: &'static str,
    organization: &'static str,
    content_type: &'static str,
}

impl Call {
    fn send(self, url: &str) -> Message {
        let Self { method, path, key, organization, content_type, .. } = self;
        let body = match self.body {
            Some(Value::String(text)) => Some(text),
            json => json.map(|json| json.to_string()),
        };
        let of_body = body
            .as_ref()
            .map(|body| format!("content-type: {content_type}\r\ncontent-length: {}\r\n", body.len()));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: dev-agent\r\nconnection: close\r\nx-api-key: {key}\r\n\
             x-org-id: {organization}\r\n{}\r\n{}",
            of_body.unwrap_or_default(),
            body.unwrap_or_default(),
        );
        exchange(url, &request)
    }

    fn with(&self, path: &str, body: Value) -> Self {
        Self { path: path.to_owned(), body: Some(body), ..self.clone() }
    }
}

/// Things that are there.
struct World {
    url: String,
    collection: Uuid,
    task: Uuid,
    file: Uuid,
    record: Uuid,
    workspace: Uuid,
    session_path: String,
}

impl World {
    async fn make(dev_agent: &DevAgent) -> Self {
        let client = client(dev_agent);
        let workspace = client.workspaces().list(ListWorkspacesRequest::new()).await.unwrap().items[0].id;
        let session = CreateRealtimeSessionRequest::new();
        let session = client.agents().create_realtime_session(agent_id(), session).await.unwrap();
        let collection = CreateDataSourceCollectionRequest::new("taken");
        Self {
            url: dev_agent.url.clone(),
            collection: client.data_source_collections().create(collection).await.unwrap().id,
            task: client.tasks().create(CreateTaskRequest::new(workspace, "t")).await.unwrap().id,
            file: client.files().upload(UploadFileRequest::new("f", vec![1])).await.unwrap().id,
            record: client.audit_logs().list(ListAuditLogsRequest::new()).await.unwrap().items[0].id,
            workspace,
            session_path: session.web_socket_path,
        }
    }

    /// The call of an operation that would succeed here.
    fn call(&self, operation: &str, path: &str, method: &str) -> Call {
        let id = match path.split('/').nth(3).unwrap() {
            "DataSourceCollection" => self.collection,
            "Task" => self.task,
            "File" => self.file,
            _ => self.record,
        };
        let path = path.replace("{agentId}", AGENT).replace("{id}", &id.to_string());
        let body = match operation {
            "createAgent" => Some(json!({"name": "a"})),
            "createAgentResponse" => Some(json!({"message": "Hello"})),
            "createRealtimeSession" => Some(json!({})),
            "createDataSourceCollection" => Some(json!({"name": Uuid::new_v4()})),
            "updateDataSourceCollection" => Some(json!({"description": "d"})),
            "createTask" => Some(json!({"workspaceId": self.workspace, "title": "t"})),
            "updateTask" => Some(json!({"title": "t"})),
            "uploadFile" => Some(json!(form("file", "content"))),
            _ => None,
        };
        let content_type = match operation {
            "uploadFile" => "multipart/form-data; boundary=b",
            _ => "application/json",
        };
        let path = if operation == "connectRealtime" { self.session_path.clone() } else { path };
        let method = method.to_uppercase();
        Call { method, path, body, key: KEY, organization: ORGANIZATION, content_type }
    }

    /// The same call, so that it must be refused with this status.
    fn spoilt(&self, call: Call, operation: &str, status: &str) -> Call {
        let path = call.path.clone();
        let path_with_unknown = || {
            let known = path.split(['/', '?']).find(|segment| segment.parse::<Uuid>().is_ok());
            path.replacen(known.unwrap_or("no id"), UNKNOWN, 1)
        };
        match (status, operation) {
            ("400", "connectRealtime") => call,
            ("400", "uploadFile") => call.with(&path, json!(form("another", "content"))),
            ("400", _) if call.method == "GET" => Call { path: format!("{path}?Limit=0"), ..call },
            ("400", _) => call.with(&path, json!([])),
            ("401", "connectRealtime") => Call { path: path.replace("sessionId=", "sessionId=x"), ..call },
            ("401", _) => Call { key: "another-key", ..call },
            ("403", _) => Call { organization: UNKNOWN, ..call },
            ("404", "createAgent") => {
                call.with(&path, json!({"name": "a", "dataSourceCollectionIds": [UNKNOWN]}))
            }
            ("404", "createDataSourceCollection") => {
                call.with(&path, json!({"name": "b", "sources": [{"fileId": UNKNOWN}]}))
            }
            ("404", "createTask") => call.with(&path, json!({"workspaceId": UNKNOWN, "title": "t"})),
            ("404", _) => Call { path: path_with_unknown(), ..call },
            ("409", _) => call.with(&path, json!({"name": "taken"})),
            ("413", "uploadFile") => call.with(&path, json!(form("file", &"x".repeat(1_100_000)))),
            ("413", _) => call.with(&path, json!({"name": "x".repeat(1_100_000)})),
            ("415", _) => Call { content_type: "text/plain", ..call },
            _ => call,
        }
    }
}

fn form(name: &str, content: &str) -> String {
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{content}\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn every_documented_error_is_given_in_the_documented_form() {
    let document = Document::open();
    let ordinary = DevAgent::start(&["--file-limit-mib", "1"]);
    let busy = DevAgent::start(&["--fault", "429:seconds=7"]);
    let broken = DevAgent::start(&["--fault", "503"]);
    let world = World::make(&ordinary).await;
    client(&ordinary)
        .data_source_collections()
        .create(CreateDataSourceCollectionRequest::new("another"))
        .await
        .unwrap();
    let mut provoked = BTreeSet::new();
    for (operation, path, method, described) in document.operations() {
        for status in
            described["responses"].as_object().unwrap().keys().filter(|it| !it.starts_with(['1', '2']))
        {
            let call = world.spoilt(world.call(operation, path, method), operation, status);
            let (url, expected) = match status.as_str() {
                "429" => (&busy.url, 429),
                "5XX" => (&broken.url, 503),
                status => (&world.url, status.parse().unwrap()),
            };
            let call = match (status.as_str(), operation) {
                // The name of another collection, not its own.
                ("409", "updateDataSourceCollection") => call.with(&call.path, json!({"name": "another"})),
                _ => call,
            };
            let answer = call.send(url);
            let found: u16 = answer.start.split(' ').nth(1).unwrap().parse().unwrap();
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(found, expected, "{operation}: {body}");
            assert_eq!(document.faults(operation, found, &body), Vec::<String>::new(), "{operation}: {body}");
            assert_eq!(body["requestId"].as_str(), answer.header("x-request-id"), "{operation} {status}");
            if status == "429" {
                assert_eq!(answer.header("retry-after"), Some("7"), "{operation}");
            }
            if status == "400" && operation != "connectRealtime" {
                assert!(!body["errors"].as_array().unwrap().is_empty(), "{operation}: {body}");
            }
            provoked.insert((operation, status.as_str()));
        }
    }
    assert!(provoked.len() > 100, "{}", provoked.len());
}

async fn refused<T: std::fmt::Debug>(call: impl Future<Output = Result<T, Error>>) -> (u16, String) {
    let error = call.await.unwrap_err();
    let api = error.api().unwrap_or_else(|| panic!("{error:?}"));
    assert!(api.request_id().is_some() && !api.message().is_empty(), "{error}");
    (api.status().as_u16(), api.code().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_client_tells_every_kind_of_refusal() {
    let dev_agent = DevAgent::start(&["--file-limit-mib", "1"]);
    let client = client(&dev_agent);
    let listing = ListAgentsRequest::new;
    let unknown: Uuid = UNKNOWN.parse().unwrap();
    let check = |(status, code): (u16, String), expected: (u16, &str)| {
        assert_eq!((status, code.as_str()), expected);
    };
    let stranger = client_with(&dev_agent, "another-key", ORGANIZATION);
    check(refused(stranger.agents().list(listing())).await, (401, "invalid_api_key"));
    let elsewhere = client_with(&dev_agent, KEY, UNKNOWN);
    check(refused(elsewhere.agents().list(listing())).await, (403, "organization_forbidden"));
    check(refused(client.tasks().get(unknown)).await, (404, "task_not_found"));
    check(refused(client.data_source_collections().get(unknown)).await, (404, "collection_not_found"));
    check(refused(client.audit_logs().get(unknown)).await, (404, "audit_record_not_found"));
    check(refused(client.files().download(unknown)).await, (404, "file_not_found"));
    let task = CreateTaskRequest::new(unknown, "t");
    check(refused(client.tasks().create(task)).await, (404, "workspace_not_found"));
    let message = || CreateAgentResponseRequest::new("Hello");
    check(refused(client.agents().respond(unknown, message())).await, (404, "agent_not_found"));
    let mut elsewhere = message();
    elsewhere.conversation_id = Some(unknown);
    check(refused(client.agents().respond(agent_id(), elsewhere)).await, (404, "conversation_not_found"));
    let agent = CreateAgentRequest::new("x".repeat(1_100_000));
    check(refused(client.agents().create(agent)).await, (413, "payload_too_large"));
    let file = UploadFileRequest::new("large", vec![0; 1_100_000]);
    check(refused(client.files().upload(file)).await, (413, "payload_too_large"));
    let collection = || CreateDataSourceCollectionRequest::new("taken");
    client.data_source_collections().create(collection()).await.unwrap();
    check(refused(client.data_source_collections().create(collection())).await, (409, "name_taken"));

    let error = client.agents().create(CreateAgentRequest::new(" ")).await.unwrap_err();
    let fields: Vec<_> = error.api().unwrap().field_errors().iter().map(|it| it.field.as_str()).collect();
    assert_eq!((error.api().unwrap().status().as_u16(), fields), (400, vec!["name"]));
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_and_a_passing_failure_repeated_where_that_is_safe() {
    let patient = |dev_agent: &DevAgent| {
        let mut config =
            siesta_api::Config::new(dev_agent.url.parse().unwrap(), KEY.to_owned().into(), ORGANIZATION);
        config.retry.base_delay = std::time::Duration::from_millis(1);
        Client::new(config).unwrap()
    };
    let busy = DevAgent::start(&["--fault", "429:seconds=0,times=1"]);
    patient(&busy).agents().create(CreateAgentRequest::new("a")).await.unwrap();

    let failing = DevAgent::start(&["--fault", "502:times=2"]);
    let client = patient(&failing);
    let error = client.agents().create(CreateAgentRequest::new("b")).await.unwrap_err();
    assert!(error.is_retryable() && !error.is_unprocessed(), "{error:?}");
    let mut search = ListAgentsRequest::new();
    search.search = Some("b".to_owned());
    client.agents().list(search).await.unwrap();
}
