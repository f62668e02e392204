//! The recorded requests, byte for byte, and what the dev agent answers.

use std::collections::BTreeSet;

use serde_json::Value;
use siesta_api::types::{CreateAgentResponseRequest, EntityType, ListAuditLogsRequest};

use crate::dev_agent::{DevAgent, KEY};
use crate::judge::Document;
use crate::recording::{Message, Recording};
use crate::{agent_id, client, exchange};

const ORDER: [&str; 18] = [
    "listWorkspaces",
    "uploadFile",
    "downloadFile",
    "createDataSourceCollection",
    "listDataSourceCollections",
    "getDataSourceCollection",
    "updateDataSourceCollection",
    "createAgent",
    "listAgents",
    "createAgentResponse",
    "createRealtimeSession",
    "createTask",
    "listTasks",
    "getTask",
    "updateTask",
    "listConnections",
    "listAuditLogs",
    "getAuditLog",
];

/// Recorded ids, and those that they stand for here.
struct Ids(Vec<(String, String)>);

impl Ids {
    fn learn(&mut self, last: &str, real: &Value) {
        let recorded = format!("5e1a7a00-0000-4000-8000-0000000000{last}");
        self.0.push((recorded, real.as_str().unwrap().to_owned()));
    }

    fn put_in(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (recorded, real)| text.replace(recorded, real))
    }
}

fn send(dev_agent: &DevAgent, request: &Message, ids: &Ids) -> Message {
    let body = ids.put_in(&request.body).replace("{boundary}", "recorded");
    let mut request = Message { start: ids.put_in(&request.start), body, headers: request.headers.clone() };
    request.headers.insert("host: dev-agent".to_owned());
    request.headers.insert("connection: close".to_owned());
    let length = request.body.len().to_string();
    let bytes =
        request.bytes().replace("{key}", KEY).replace("{boundary}", "recorded").replace("{length}", &length);
    exchange(&dev_agent.url, &bytes)
}

#[tokio::test]
async fn every_recorded_request_gets_the_answer_that_was_recorded_in_form_and_status() {
    let (dev_agent, document) = (DevAgent::start(&[]), Document::open());
    let recordings = Recording::all();
    let recorded: BTreeSet<_> = recordings.iter().map(|recording| recording.operation.as_str()).collect();
    assert_eq!(recorded, ORDER.into());

    let hello = CreateAgentResponseRequest::new("Hello");
    let conversation = client(&dev_agent).agents().respond(agent_id(), hello).await.unwrap();
    let mut ids = Ids(Vec::new());
    ids.learn("c0", &conversation.conversation_id.to_string().into());
    for operation in ORDER {
        let recording = recordings.iter().find(|recording| recording.operation == operation).unwrap();
        let answer = send(&dev_agent, &recording.request, &ids);
        let status: u16 = answer.start.split(' ').nth(1).unwrap().parse().unwrap();
        assert_eq!(status, recording.answer_status(), "{operation}: {answer:?}");
        assert!(answer.header("x-request-id").is_some(), "{operation}");
        if operation == "downloadFile" {
            assert_eq!(answer.body, recording.answer.body);
            continue;
        }
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(document.faults(operation, status, &body), Vec::<String>::new(), "{operation}: {body}");
        match operation {
            "listWorkspaces" => ids.learn("b1", &body["items"][0]["id"]),
            "uploadFile" => ids.learn("f1", &body["id"]),
            "createDataSourceCollection" => ids.learn("e1", &body["id"]),
            "createTask" => {
                ids.learn("d1", &body["id"]);
                ids.learn("a1", &record_of_the_task(&dev_agent, &body["id"]).await);
            }
            _ => {}
        }
    }
}

async fn record_of_the_task(dev_agent: &DevAgent, id: &Value) -> Value {
    let mut about = ListAuditLogsRequest::new();
    about.entity_type = Some(EntityType::Task);
    about.entity_id = Some(id.as_str().unwrap().parse().unwrap());
    client(dev_agent).audit_logs().list(about).await.unwrap().items[0].id.to_string().into()
}
