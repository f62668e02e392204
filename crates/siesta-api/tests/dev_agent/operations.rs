//! Every operation but those of files, as somebody would use them one after the other.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use siesta_api::types::*;
use siesta_api::{Client, UploadFileRequest};
use uuid::Uuid;

use crate::dev_agent::DevAgent;
use crate::{agent_id, client};

const CONTRACT: &str = "Answer as JSON with summary, actionsTaken, siestaRecordIds and followUpQuestions.";

async fn workspace(client: &Client) -> Uuid {
    client.workspaces().list(ListWorkspacesRequest::new()).await.unwrap().items[0].id
}

/// The newest record about a thing.
async fn record_about(client: &Client, kind: EntityType, id: Uuid) -> AuditRecord {
    let mut about = ListAuditLogsRequest::new();
    (about.entity_type, about.entity_id, about.limit) = (Some(kind), Some(id), Some(1));
    about.sort_direction = Some(SortDirection::Descending);
    let page = client.audit_logs().list(about).await.unwrap();
    client.audit_logs().get(page.items[0].id).await.unwrap()
}

fn changed(record: &AuditRecord) -> BTreeSet<&str> {
    record.changed_properties.iter().map(|change| change.name.as_str()).collect()
}

#[tokio::test]
async fn an_agent_is_made_found_and_asked() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let mut request = CreateAgentRequest::new("Zebra keeper");
    request.description = Some("Knows zebras".to_owned());
    request.instructions = Some("Be brief.".to_owned());
    let made = client.agents().create(request).await.unwrap();

    let mut search = ListAgentsRequest::new();
    search.search = Some("zEBRA".to_owned());
    let found = client.agents().list(search).await.unwrap();
    assert_eq!((found.total_count, &found.items[0]), (1, &made));
    let record = record_about(&client, EntityType::Agent, made.id).await;
    assert_eq!(record.action, AuditAction::Created);
    assert!(changed(&record).is_superset(&["name", "description", "instructions"].into()), "{record:?}");

    let mut question = CreateAgentResponseRequest::new("How do I embed the widget?");
    question.context = vec![ContextEntry::new("page", "https://shop.example/")];
    let answer = client.agents().respond(agent_id(), question).await.unwrap();
    assert!(!answer.response.is_empty() && !answer.citations.is_empty(), "{answer:?}");
    let mut follow_up = CreateAgentResponseRequest::new("What did I ask?");
    follow_up.conversation_id = Some(answer.conversation_id);
    let second = client.agents().respond(agent_id(), follow_up).await.unwrap();
    assert_eq!(second.conversation_id, answer.conversation_id);
    assert!(second.response.contains("How do I embed the widget?"), "{second:?}");
}

#[tokio::test]
async fn an_agent_that_follows_the_output_contract_proposes_a_task_that_can_be_made_as_it_says() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let mut message = CreateAgentResponseRequest::new("Create a task to call the customer back");
    message.instructions = Some(CONTRACT.to_owned());
    let answer = client.agents().respond(agent_id(), message).await.unwrap();
    let output = answer.output().unwrap();
    let action = output.proposed().next().unwrap();
    assert_eq!(action.operation, "POST /api/v1/Task");

    let request: CreateTaskRequest = serde_json::from_value(action.arguments.clone().into()).unwrap();
    assert!(request.extra.is_empty(), "every argument is one of the request: {request:?}");
    let task = client.tasks().create(request).await.unwrap();
    assert_eq!(
        (task.source_agent_id, task.conversation_id),
        (Some(agent_id()), Some(answer.conversation_id))
    );
}

#[tokio::test]
async fn a_collection_is_made_of_files_changed_and_answered_from() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let text = "# Penguins\n\nPenguins are fed at noon with herring from the blue bucket.\n";
    let file = UploadFileRequest::new("penguins.md", text.as_bytes().to_vec());
    let file = client.files().upload(file).await.unwrap();
    let mut source = DataSource::new(file.id);
    source.title = Some("Penguin care".to_owned());
    source.url = Some("https://zoo.example/penguins".to_owned());
    let mut request = CreateDataSourceCollectionRequest::new("Zoo handbook");
    request.sources = vec![source.clone()];
    let collections = client.data_source_collections();
    let made = collections.create(request).await.unwrap();
    assert_eq!(made.sources, [source]);
    assert_eq!(collections.get(made.id).await.unwrap(), made);

    let mut keeper = CreateAgentRequest::new("Keeper");
    keeper.data_source_collection_ids = vec![made.id];
    let keeper = client.agents().create(keeper).await.unwrap();
    assert_eq!(keeper.data_source_collection_ids, [made.id]);
    let question = CreateAgentResponseRequest::new("When are the penguins fed?");
    let answer = client.agents().respond(keeper.id, question).await.unwrap();
    assert!(answer.response.contains("herring"), "{answer:?}");
    assert!(answer.citations[0].url.as_deref().unwrap().starts_with("https://zoo.example/penguins"));

    let mut change = UpdateDataSourceCollectionRequest::new();
    change.description = Some("All about care".to_owned());
    let changed_once = collections.update(made.id, change).await.unwrap();
    assert_eq!((changed_once.name.as_str(), changed_once.sources.len()), ("Zoo handbook", 1));
    let record = record_about(&client, EntityType::DataSourceCollection, made.id).await;
    assert_eq!((record.action.clone(), changed(&record)), (AuditAction::Updated, ["description"].into()));

    let mut change = UpdateDataSourceCollectionRequest::new();
    change.sources = Some(Vec::new());
    assert_eq!(collections.update(made.id, change).await.unwrap().sources, []);
    let mut search = ListDataSourceCollectionsRequest::new();
    search.search = Some("zoo".to_owned());
    assert_eq!(collections.list(search).await.unwrap().total_count, 1);
}

#[tokio::test]
async fn a_task_is_made_changed_and_on_the_record() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let workspace_id = workspace(&client).await;
    let mut request = CreateTaskRequest::new(workspace_id, "Call back");
    request.owner = Some("jo@shop.example".to_owned());
    let made = client.tasks().create(request).await.unwrap();
    assert_eq!((&made.status, made.workspace_id), (&TaskStatus::Open, workspace_id));

    let mut change = UpdateTaskRequest::new();
    (change.status, change.owner) = (Some(TaskStatus::Done), Some(String::new()));
    let done = client.tasks().update(made.id, change).await.unwrap();
    assert_eq!((done.status.clone(), done.title.as_str()), (TaskStatus::Done, "Call back"));
    assert!(done.owner.unwrap_or_default().is_empty(), "an empty text empties");
    assert_eq!(client.tasks().get(made.id).await.unwrap().status, TaskStatus::Done);

    let record = record_about(&client, EntityType::Task, made.id).await;
    assert_eq!(changed(&record), ["owner", "status"].into());
    let status = record.changed_properties.iter().find(|change| change.name == "status").unwrap();
    assert_eq!((status.old_value.as_deref(), status.new_value.as_deref()), (Some("open"), Some("done")));
    let mut of_that_call = ListAuditLogsRequest::new();
    of_that_call.correlation_id = Some(record.correlation_id.clone());
    let of_that_call = client.audit_logs().list(of_that_call).await.unwrap();
    assert_eq!(of_that_call.items, [record]);
}

#[tokio::test]
async fn tasks_are_filtered_sorted_and_paged() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let workspace_id = workspace(&client).await;
    for title in ["banana", "cherry", "apple", "date", "elder"] {
        let mut request = CreateTaskRequest::new(workspace_id, title);
        request.status = (title == "date").then_some(TaskStatus::InReview);
        client.tasks().create(request).await.unwrap();
    }
    let mut search = ListTasksRequest::new();
    (search.workspace_id, search.status) = (Some(workspace_id), Some(TaskStatus::Open));
    (search.sort_by, search.sort_direction) = (Some(TaskSort::Title), Some(SortDirection::Descending));
    search.limit = Some(3);
    let page = client.tasks().list(search.clone()).await.unwrap();
    let titles = |tasks: &[Task]| tasks.iter().map(|task| task.title.clone()).collect::<Vec<_>>();
    assert_eq!(
        (titles(&page.items), page.total_count),
        (vec!["elder".into(), "cherry".into(), "banana".into()], 4)
    );
    let all: Vec<_> = client.tasks().stream(search).try_collect().await.unwrap();
    assert_eq!(titles(&all), ["elder", "cherry", "banana", "apple"]);

    let mut by_agent = ListTasksRequest::new();
    by_agent.source_agent_id = Some(agent_id());
    assert_eq!(client.tasks().list(by_agent).await.unwrap().total_count, 0);
}

#[tokio::test]
async fn connections_are_listed() {
    let dev_agent = DevAgent::start(&[]);
    let page = client(&dev_agent).connections().list(ListConnectionsRequest::new()).await.unwrap();
    assert_eq!(page.items.len() as u64, page.total_count);
    assert!(page.items.iter().all(|connection| !connection.kind.is_empty()), "{page:?}");
}
