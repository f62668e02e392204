//! Every operation against recorded bytes: exactly what is sent, and what is made of the answer.

use bytes::Bytes;
use siesta_api::types::*;
use siesta_api::{Error, UploadFileRequest};
use time::macros::datetime;
use uuid::Uuid;

use crate::judge::Document;
use crate::recording::Recording;
use crate::support::{AGENT, play};

const WORKSPACE: Uuid = id(0xb1);
const TASK: Uuid = id(0xd1);
const COLLECTION: Uuid = id(0xe1);
const FILE: Uuid = id(0xf1);
const RECORD: Uuid = id(0xa1);

const fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x5e1a7a00_0000_4000_8000_000000000000 | last)
}

#[test]
fn every_operation_is_recorded_and_every_answer_is_as_the_document_says() {
    let document = Document::open();
    let recordings = Recording::all();
    let mut missing = Vec::new();
    for (operation, ..) in document.operations() {
        let Some(recording) = recordings.iter().find(|recording| recording.operation == operation) else {
            missing.push(operation);
            continue;
        };
        if let Ok(body) = serde_json::from_str(&recording.answer.body) {
            let faults = document.faults(operation, recording.answer_status(), &body);
            assert!(faults.is_empty(), "{operation}: {faults:?}");
        }
    }
    assert_eq!(missing, ["connectRealtime"], "a socket is no exchange of bytes");
    assert_eq!(recordings.len(), 18);
}

#[tokio::test]
async fn agents() {
    let mut request = ListAgentsRequest::new();
    request.limit = Some(20);
    request.offset = Some(40);
    request.search = Some("billing & more".to_owned());
    let page = play("listAgents", async |client| client.agents().list(request).await).await;
    assert_eq!((page.items[0].id, page.total_count), (AGENT, 41));
    assert_eq!(page.items[0].instructions, None);
    assert_eq!(page.items[0].extra["model"], "kept for later");

    let mut request = CreateAgentRequest::new("Support");
    request.description = Some("Answers customers".to_owned());
    request.data_source_collection_ids = vec![COLLECTION];
    let agent = play("createAgent", async |client| client.agents().create(request).await).await;
    assert_eq!(agent.data_source_collection_ids, [COLLECTION]);
    assert_eq!(agent.created_at, Some(datetime!(2026-01-02 03:04:05 UTC)));

    let mut request = CreateAgentResponseRequest::new("Where is my parcel? 📦");
    request.conversation_id = Some(id(0xc0));
    request.files = vec![FILE];
    request.context = vec![ContextEntry::new("page", "https://shop.example/cart")];
    let answer =
        play("createAgentResponse", async |client| client.agents().respond(AGENT, request).await).await;
    assert_eq!((answer.citations[0].title.as_str(), &answer.citations[0].snippet), ("Shipping", &None));
    let output = answer.output().unwrap();
    assert_eq!(output.proposed().next().unwrap().arguments["title"], "Find the parcel");
    assert_eq!(output.follow_up_questions, ["Which order is it?"]);

    let mut request = CreateRealtimeSessionRequest::new();
    request.conversation_id = Some(id(0xc0));
    request.tools = vec![ToolDefinition::function("show_map")];
    let session = play("createRealtimeSession", async |client| {
        client.agents().create_realtime_session(AGENT, request).await
    });
    let session = session.await;
    assert_eq!((session.session_id.as_str(), session.conversation_id), ("s-1", id(0xc0)));
}

#[tokio::test]
async fn files() {
    let mut request =
        UploadFileRequest::new("reports/Bericht März.txt", Bytes::from("first line, second line"));
    request.content_type = Some("text/plain".to_owned());
    let file = play("uploadFile", async |client| client.files().upload(request).await).await;
    assert_eq!((file.id, file.size, file.name.as_str()), (FILE, Some(23), "Bericht März.txt"));

    let (name, length, content) = play("downloadFile", async |client| {
        let file = client.files().download(FILE).await?;
        let (name, length) = (file.name().map(str::to_owned), file.length());
        let mut content = Vec::new();
        file.write_to(&mut content).await?;
        Ok::<_, Error>((name, length, content))
    })
    .await;
    assert_eq!((name.as_deref(), length), (Some("Bericht März.txt"), Some(23)));
    assert_eq!(content, b"first line, second line");
}

#[tokio::test]
async fn data_source_collections() {
    let mut request = ListDataSourceCollectionsRequest::new();
    request.search = Some("handbook".to_owned());
    let page = play("listDataSourceCollections", async |client| {
        client.data_source_collections().list(request).await
    });
    assert_eq!(page.await.items[0].id, COLLECTION);

    let mut source = DataSource::new(FILE);
    source.title = Some("Returns".to_owned());
    source.url = Some("https://docs.example/returns#period".to_owned());
    let mut request = CreateDataSourceCollectionRequest::new("Product handbook");
    request.sources = vec![source.clone()];
    let collection = play("createDataSourceCollection", async |client| {
        client.data_source_collections().create(request).await
    });
    assert_eq!(collection.await.sources, [source]);

    let collection = play("getDataSourceCollection", async |client| {
        client.data_source_collections().get(COLLECTION).await
    });
    assert_eq!(collection.await.updated_at, Some(datetime!(2026-01-02 03:04:05.678901 +1)));

    let mut request = UpdateDataSourceCollectionRequest::new();
    request.description = Some(String::new());
    request.sources = Some(Vec::new());
    let collection = play("updateDataSourceCollection", async |client| {
        client.data_source_collections().update(COLLECTION, request).await
    });
    let collection = collection.await;
    assert_eq!((collection.description, collection.sources), (None, Vec::new()));
}

#[tokio::test]
async fn tasks() {
    let mut request = ListTasksRequest::new();
    request.limit = Some(5);
    request.offset = Some(10);
    request.workspace_id = Some(WORKSPACE);
    request.status = Some(TaskStatus::InReview);
    request.source_agent_id = Some(AGENT);
    request.sort_by = Some(TaskSort::UpdatedAt);
    request.sort_direction = Some(SortDirection::Ascending);
    let page = play("listTasks", async |client| client.tasks().list(request).await).await;
    assert_eq!(page.items[0].title, "Call the customer back");

    let task = play("getTask", async |client| client.tasks().get(TASK).await).await;
    assert_eq!((task.status, task.owner.as_deref()), (TaskStatus::Open, Some("jo@shop.example")));
    assert_eq!((task.source_agent_id, task.description), (Some(AGENT), None));

    let mut request = CreateTaskRequest::new(WORKSPACE, "Call the customer back");
    request.owner = Some("jo@shop.example".to_owned());
    request.source_agent_id = Some(AGENT);
    let task = play("createTask", async |client| client.tasks().create(request).await).await;
    assert_eq!((task.id, task.workspace_id), (TASK, WORKSPACE));

    let mut request = UpdateTaskRequest::new();
    request.status = Some(TaskStatus::Done);
    request.owner = Some(String::new());
    let task = play("updateTask", async |client| client.tasks().update(TASK, request).await).await;
    assert_eq!((task.status, task.owner), (TaskStatus::Done, None));
}

#[tokio::test]
async fn connections_and_workspaces() {
    let request = ListConnectionsRequest::new();
    let page = play("listConnections", async |client| client.connections().list(request).await).await;
    let connection = &page.items[0];
    assert_eq!((connection.kind.as_str(), &connection.status), ("jira", &Some(ConnectionStatus::Connected)));

    let mut request = ListWorkspacesRequest::new();
    request.limit = Some(1);
    let page = play("listWorkspaces", async |client| client.workspaces().list(request).await).await;
    assert_eq!((page.items[0].id, page.items[0].name.as_str()), (WORKSPACE, "Support"));
}

#[tokio::test]
async fn audit_logs() {
    let mut request = ListAuditLogsRequest::new();
    request.entity_type = Some(EntityType::Task);
    request.entity_id = Some(TASK);
    request.action = Some(AuditAction::Updated);
    request.correlation_id = Some("req-42".to_owned());
    request.from = Some(datetime!(2026-01-01 00:00 UTC));
    request.to = Some(datetime!(2026-02-01 00:00 UTC));
    request.sort_direction = Some(SortDirection::Descending);
    let page = play("listAuditLogs", async |client| client.audit_logs().list(request).await).await;
    assert_eq!(page.items[0].entity_id, TASK);

    let record = play("getAuditLog", async |client| client.audit_logs().get(RECORD).await).await;
    assert_eq!((record.action, record.entity_type), (AuditAction::Updated, EntityType::Task));
    assert_eq!(record.correlation_id, "req-42");
    let changes: Vec<_> = record.changed_properties.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(changes, ["status", "owner"]);
    assert_eq!(record.changed_properties[1].old_value, None);
}

#[tokio::test]
async fn a_time_that_can_not_be_written_is_refused_before_anything_is_sent() {
    let client = crate::support::client("http://127.0.0.1:9");
    let mut request = ListAuditLogsRequest::new();
    request.from = Some(datetime!(-0001-01-01 00:00 UTC));
    let error = client.audit_logs().list(request.clone()).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }) && error.is_unprocessed(), "{error:?}");
    assert!(client.audit_logs().stream(request).is_err());
}
