//! The client written from the explanation, with the dev agent's program.

use super::client::{Client, Error, Settings};
use super::shapes::*;
use crate::dev_agent::{AGENT, DevAgent, KEY, ORGANIZATION};

const NOBODY: &str = "5e1a7a00-0000-4000-8000-0000000000ff";
/// As the explanation words it.
const OUTPUT_CONTRACT: &str = "Answer with one JSON object and nothing else. Its members:
summary: Short user-facing result.
actionsTaken: Array of executed or proposed actions.
siestaRecordIds: IDs created, uploaded, or updated through Siesta AI API.
followUpQuestions: Questions the agent must ask if required fields are missing.";

fn settings(agent: &DevAgent) -> Settings {
    Settings {
        api_url: agent.url.clone(),
        api_key: KEY.into(),
        org_id: ORGANIZATION.into(),
        agent_id: AGENT.into(),
    }
}

fn client(agent: &DevAgent) -> Client {
    Client::new(settings(agent), |_| true)
}

/// Status, code and fields of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> (u16, String, Vec<String>) {
    match answer {
        Err(Error::Refused { status, code, fields, message, .. }) => {
            assert!(!message.is_empty() && !message.contains(KEY), "{message}");
            (status, code.unwrap_or_default(), fields)
        }
        other => panic!("not refused: {other:?}"),
    }
}

fn task(workspace: &str, title: &str) -> CreateTaskRequest {
    CreateTaskRequest {
        workspace_id: workspace.into(),
        title: title.into(),
        owner: Some("jo@shop.example".into()),
    }
}

#[tokio::test]
async fn agents_are_listed_created_and_asked() {
    let agent = DevAgent::start(&[]);
    let client = client(&agent);
    let agents = client.agents(&[("Limit", "10")]).await.unwrap().body;
    assert!(agents.items.iter().any(|it| it.id == AGENT) && agents.total_count >= 1);
    let request = CreateAgentRequest {
        name: "Returns".into(),
        instructions: Some("Be brief.".into()),
        data_source_collection_ids: None,
    };
    let created = client.create_agent(&request).await.unwrap().body;
    let found = client.agents(&[("Search", "returns")]).await.unwrap().body;
    assert_eq!((found.items[0].id.as_str(), found.items[0].name.as_str()), (created.id.as_str(), "Returns"));

    let mut message =
        CreateAgentResponseRequest { message: "How do I embed the widget?".into(), ..Default::default() };
    message.context =
        Some(vec![ContextEntry { name: "page".into(), value: "https://shop.example/cart".into() }]);
    let first = client.respond(&message).await.unwrap().body;
    assert!(!first.response.is_empty() && !first.message_id.is_empty());
    message.conversation_id = Some(first.conversation_id.clone());
    let second = client.respond(&message).await.unwrap().body;
    assert_eq!(second.conversation_id, first.conversation_id);
}

#[tokio::test]
async fn files_go_up_and_come_down_and_feed_collections() {
    let agent = DevAgent::start(&[]);
    let client = client(&agent);
    let content = b"# Returns\n\nParcels may be returned within 30 days.\n";
    let file = client.upload("returns.md", content).await.unwrap().body;
    assert_eq!((file.name.as_str(), file.size), ("returns.md", Some(content.len() as u64)));
    assert_eq!(client.download(&file.id).await.unwrap().body, content);

    let source = DataSource { file_id: file.id.clone(), title: Some("Returns".into()) };
    let request = CollectionRequest {
        name: Some("Handbook".into()),
        sources: Some(vec![source]),
        ..Default::default()
    };
    let collection = client.create_collection(&request).await.unwrap().body;
    let change =
        CollectionRequest { description: Some("What support may promise".into()), ..Default::default() };
    client.update_collection(&collection.id, &change).await.unwrap();
    let read = client.collection(&collection.id).await.unwrap().body;
    assert_eq!(
        (read.name.as_str(), read.description.as_deref()),
        ("Handbook", Some("What support may promise"))
    );
    assert_eq!(read.sources.unwrap()[0].file_id, file.id);
    let listed = client.collections(&[("Search", "hand")]).await.unwrap().body;
    assert!(listed.items.iter().any(|it| it.id == collection.id));
    assert_eq!(refused(client.create_collection(&request).await).0, 409);
}

#[tokio::test]
async fn tasks_are_created_found_and_updated_and_each_write_is_recorded() {
    let agent = DevAgent::start(&[]);
    let client = client(&agent);
    let workspaces = client.workspaces(&[]).await.unwrap().body;
    let workspace = &workspaces.items[0];
    assert!(!workspace.name.is_empty());
    let created = client.create_task(&task(&workspace.id, "Call back")).await.unwrap();
    assert_eq!(created.body.status, TaskStatus::Open);
    assert_eq!(created.body.owner.as_deref(), Some("jo@shop.example"));
    let id = &created.body.id;
    let done = UpdateTaskRequest { status: Some(TaskStatus::InReview) };
    assert_eq!(client.update_task(id, &done).await.unwrap().body.status, TaskStatus::InReview);
    assert_eq!(client.task(id).await.unwrap().body.title, "Call back");
    let query = [("WorkspaceId", workspace.id.as_str()), ("Status", "inReview"), ("SortBy", "title")];
    let found = client.tasks(&query).await.unwrap().body;
    assert_eq!((found.total_count, &found.items[0].id), (1, id));
    assert_eq!(found.items[0].workspace_id, workspace.id);

    let records = client.audit_records(&[("EntityId", id), ("Action", "created")]).await.unwrap().body;
    let record = client.audit_record(&records.items[0].id).await.unwrap().body;
    assert_eq!((record.action.as_str(), record.entity_type.as_str()), ("created", "Task"));
    assert_eq!((&record.entity_id, &record.correlation_id), (id, &created.request_id));
    let title = record.changed_properties.iter().find(|it| it.name == "title").unwrap();
    assert_eq!(title.new_value.as_deref(), Some("Call back"));

    let connections = client.connections(&[]).await.unwrap().body;
    assert!(
        connections.items.iter().all(|it| !(it.id.is_empty() || it.name.is_empty() || it.kind.is_empty()))
    );
}

#[tokio::test]
async fn what_an_agent_proposes_is_carried_out_after_approval() {
    let agent = DevAgent::start(&[]);
    let client = client(&agent);
    let request = CreateAgentResponseRequest {
        message: "Create a task \"Call the customer back\"".into(),
        instructions: Some(OUTPUT_CONTRACT.into()),
        ..Default::default()
    };
    let answer = client.respond(&request).await.unwrap().body;
    let output: AgentOutput = serde_json::from_str(&answer.response).unwrap();
    assert!(!output.summary.is_empty());
    let actions = output.actions_taken.unwrap();
    let action = actions.iter().find(|it| it.operation == "POST /api/v1/Task").unwrap();
    assert_eq!(action.status, "proposed");
    let arguments = action.arguments.as_ref().unwrap();
    let title = arguments["title"].as_str().unwrap();
    let workspace = match arguments.get("workspaceId").and_then(|it| it.as_str()) {
        Some(id) => id.to_owned(),
        None => client.workspaces(&[]).await.unwrap().body.items.remove(0).id,
    };
    let created = client.create_task(&task(&workspace, title)).await.unwrap().body;
    let result = serde_json::json!({"status": "executed", "recordIds": [created.id]}).to_string();
    let report = CreateAgentResponseRequest {
        message: "It is done.".into(),
        conversation_id: Some(answer.conversation_id),
        context: Some(vec![ContextEntry { name: "actionResult".into(), value: result }]),
        instructions: Some(OUTPUT_CONTRACT.into()),
        ..Default::default()
    };
    let told = client.respond(&report).await.unwrap().body;
    assert!(told.response.contains(&created.id), "{}", told.response);
    assert_eq!(client.tasks(&[]).await.unwrap().body.items[0].title, title);
}

#[tokio::test]
async fn without_approval_or_a_required_field_no_call_is_made() {
    let agent = DevAgent::start(&[]);
    let unapproved = Client::new(settings(&agent), |_| false);
    let workspace = unapproved.workspaces(&[]).await.unwrap().body.items.remove(0).id;
    let before = unapproved.audit_records(&[]).await.unwrap().body.total_count;
    assert!(matches!(unapproved.create_task(&task(&workspace, "No")).await, Err(Error::NotApproved)));
    assert!(matches!(unapproved.upload("a.txt", b"a").await, Err(Error::NotApproved)));
    let unknown = Client::new(Settings { agent_id: String::new(), ..settings(&agent) }, |_| true);
    assert!(matches!(unknown.create_task(&task(&workspace, "No")).await, Err(Error::Missing("agentId"))));
    assert_eq!(unapproved.audit_records(&[]).await.unwrap().body.total_count, before);
}

#[tokio::test]
async fn every_error_is_told_apart() {
    let agent = DevAgent::start(&[]);
    let client = client(&agent);
    let stranger = Client::new(Settings { api_key: "another-key".into(), ..settings(&agent) }, |_| true);
    assert_eq!(refused(stranger.agents(&[]).await).0, 401);
    let foreign = Client::new(Settings { org_id: NOBODY.into(), ..settings(&agent) }, |_| true);
    assert_eq!(refused(foreign.agents(&[]).await).0, 403);
    assert_eq!(refused(client.task(NOBODY).await).0, 404);
    assert_eq!(refused(client.download(NOBODY).await).0, 404);
    let (status, code, _) = refused(client.create_task(&task(NOBODY, "No")).await);
    assert_eq!((status, code.as_str()), (404, "workspace_not_found"));
    let (status, _, fields) = refused(client.create_task(&task(NOBODY, " ")).await);
    assert_eq!((status, fields), (400, vec!["title".to_owned()]));
    let (status, _, fields) = refused(client.tasks(&[("Status", "later")]).await);
    assert_eq!((status, fields), (400, vec!["Status".to_owned()]));
}

#[tokio::test]
async fn reads_are_tried_again_and_writes_are_not() {
    let agent =
        DevAgent::start(&["--fault", "429:seconds=1,times=1,on=GET", "--fault", "503:times=1,on=POST"]);
    let client = client(&agent);
    let workspace = client.workspaces(&[]).await.unwrap().body.items.remove(0).id;
    assert_eq!(refused(client.create_task(&task(&workspace, "Once")).await).0, 503);
    assert_eq!(client.tasks(&[]).await.unwrap().body.total_count, 0);
}

/// The calls that the client makes, as `METHOD /path`, against those that it was told.
#[test]
fn the_client_has_every_call_of_the_explanation() {
    let told = super::explained(&crate::manifest::golden(), "agent");
    let told: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let told: Vec<&str> = told.into_iter().filter(|line| line.contains(" /api/")).collect();
    assert_eq!(told.len(), 17);
    let client = include_str!("client.rs");
    for call in told {
        let path = call.split_once(' ').unwrap().1;
        let written = path.replace("{agentId}", "{}");
        assert!(client.contains(&format!("\"{written}\"")), "{call}");
    }
}
