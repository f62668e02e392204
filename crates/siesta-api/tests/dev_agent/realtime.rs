//! The socket of the dev agent: text, functions, cancelling, cuts, and going on.

use serde_json::{Map, Value, json};
use siesta_api::Error;
use siesta_api::realtime::{
    ClientEvent, FunctionCall, OutputItem, RealtimeConnection, ResponseStatus, ServerEvent, SiestaEvent,
};
use siesta_api::types::{CreateRealtimeSessionRequest, ToolDefinition};

use crate::dev_agent::DevAgent;
use crate::{agent_id, client};

fn with_tool() -> CreateRealtimeSessionRequest {
    let mut tool = ToolDefinition::function("show_order");
    tool.description = Some("Shows an order on the page.".to_owned());
    tool.parameters = Some(json!({
        "type": "object", "required": ["orderId"],
        "properties": {"orderId": {"type": "string", "description": "The order's number."}},
    }));
    let mut request = CreateRealtimeSessionRequest::new();
    request.tools = vec![tool];
    request
}

/// What an answer brought.
#[derive(Default)]
struct Answer {
    text: String,
    citations: usize,
    calls: Vec<FunctionCall>,
    status: Option<ResponseStatus>,
}

async fn ask(connection: &mut RealtimeConnection, events: &[ClientEvent]) -> Answer {
    for event in events {
        connection.send(event).await.unwrap();
    }
    connection.send(&ClientEvent::response_create()).await.unwrap();
    read(connection).await.unwrap()
}

async fn read(connection: &mut RealtimeConnection) -> Result<Answer, Error> {
    let mut answer = Answer::default();
    while let Some(event) = connection.next().await {
        match event? {
            ServerEvent::OutputTextDelta(event) => answer.text += &event.delta,
            ServerEvent::OutputTextDone(event) => assert_eq!(event.text, answer.text),
            ServerEvent::Siesta(SiestaEvent::Citations(event)) => answer.citations += event.citations.len(),
            ServerEvent::OutputItemDone(event) => match event.item {
                OutputItem::FunctionCall(call) => answer.calls.push(call),
                _ => continue,
            },
            ServerEvent::Error(event) => panic!("{event:?}"),
            ServerEvent::ResponseDone(event) => {
                answer.status = Some(event.response.status);
                return Ok(answer);
            }
            _ => {}
        }
    }
    panic!("the socket ended before the answer")
}

#[tokio::test]
async fn an_answer_streams_with_its_sources_and_the_socket_closes_cleanly() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let mut connection =
        client.realtime().open(agent_id(), CreateRealtimeSessionRequest::new()).await.unwrap();
    let context = ClientEvent::system_text("page: https://shop.example/");
    let answer = ask(&mut connection, &[context, ClientEvent::user_text("How do I embed the widget?")]).await;
    assert_eq!(answer.status, Some(ResponseStatus::Completed));
    assert!(!answer.text.is_empty() && answer.citations > 0);
    connection.close().await;
}

#[tokio::test]
async fn a_declared_function_is_called_and_the_agent_goes_on_with_its_output() {
    let dev_agent = DevAgent::start(&[]);
    let mut connection = client(&dev_agent).realtime().open(agent_id(), with_tool()).await.unwrap();
    let answer = ask(&mut connection, &[ClientEvent::user_text("Show order 4711")]).await;
    let [call] = &answer.calls[..] else { panic!("{:?}", answer.calls) };
    assert_eq!(call.name, "show_order");
    assert_eq!(call.arguments.parse::<Value>().unwrap(), json!({"orderId": "4711"}));
    let output = ClientEvent::function_output(&call.call_id, r#"{"state":"on its way"}"#);
    let answer = ask(&mut connection, &[output]).await;
    assert!(answer.text.contains("on its way"), "{}", answer.text);
}

#[tokio::test]
async fn after_a_cut_a_new_session_takes_the_output_that_is_still_owed() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let mut connection = client.realtime().open(agent_id(), with_tool()).await.unwrap();
    let answer = ask(&mut connection, &[ClientEvent::user_text("Show order 4711")]).await;
    let mut request = with_tool();
    request.conversation_id = Some(connection.conversation_id());
    // Cut: dropped without taking leave.
    drop(connection);

    let mut connection = client.realtime().open(agent_id(), request).await.unwrap();
    let output = ClientEvent::function_output(&answer.calls[0].call_id, r#"{"state":"on its way"}"#);
    let answer = ask(&mut connection, &[output]).await;
    assert!(answer.text.contains("on its way"), "{}", answer.text);
}

#[tokio::test]
async fn a_stream_that_the_server_cuts_is_told_apart_from_an_end() {
    let dev_agent = DevAgent::start(&["--fault", "cut:after=3,times=1,on=realtime"]);
    let client = client(&dev_agent);
    let mut request = CreateRealtimeSessionRequest::new();
    let mut connection = client.realtime().open(agent_id(), request.clone()).await.unwrap();
    let question = ClientEvent::user_text("How do I embed the widget?");
    connection.send(&question).await.unwrap();
    connection.send(&ClientEvent::response_create()).await.unwrap();
    let Err(error) = read(&mut connection).await else { panic!("the answer is whole") };
    assert!(matches!(error, Error::RealtimeClosed { .. }) && error.is_retryable(), "{error:?}");

    request.conversation_id = Some(connection.conversation_id());
    let mut connection = client.realtime().open(agent_id(), request).await.unwrap();
    let answer = ask(&mut connection, &[question]).await;
    assert_eq!(answer.status, Some(ResponseStatus::Completed));
}

#[tokio::test]
async fn an_answer_is_cancelled_while_it_streams() {
    let dev_agent = DevAgent::start(&["--fault", "slow:ms=1000"]);
    let mut connection =
        client(&dev_agent).realtime().open(agent_id(), CreateRealtimeSessionRequest::new()).await.unwrap();
    connection.send(&ClientEvent::user_text("How do I embed the widget?")).await.unwrap();
    connection.send(&ClientEvent::response_create()).await.unwrap();
    let status = loop {
        match connection.next().await.unwrap().unwrap() {
            ServerEvent::OutputTextDelta(_) => {
                connection.send(&ClientEvent::response_cancel(None)).await.unwrap();
            }
            ServerEvent::ResponseDone(event) => break event.response.status,
            _ => {}
        }
    };
    assert_eq!(status, ResponseStatus::Cancelled);
}

#[tokio::test]
async fn what_is_refused_on_the_socket_is_an_event_and_the_connection_goes_on() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let mut connection =
        client.realtime().open(agent_id(), CreateRealtimeSessionRequest::new()).await.unwrap();
    for refused in [
        ClientEvent::function_output("call_nobody_made", "{}"),
        ClientEvent::Other(json!({"type": "no.such.event"})),
        ClientEvent::Other(
            json!({"type": "siesta.approval.resolve", "id": "x", "approved": true, "payloadHash": ""}),
        ),
    ] {
        connection.send(&refused).await.unwrap();
        let error = loop {
            if let ServerEvent::Error(event) = connection.next().await.unwrap().unwrap() {
                break event.error;
            }
        };
        assert!(!error.message.is_empty(), "{refused:?}");
    }
    let session = Map::from_iter([("instructions".to_owned(), json!("Be brief."))]);
    connection.send(&ClientEvent::SessionUpdate { session }).await.unwrap();
    while !matches!(connection.next().await.unwrap().unwrap(), ServerEvent::SessionUpdated(_)) {}
}

#[tokio::test]
async fn a_session_opens_one_socket_only() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let request = CreateRealtimeSessionRequest::new();
    let session = client.agents().create_realtime_session(agent_id(), request).await.unwrap();
    client.realtime().connect(&session).await.unwrap().close().await;
    let error = client.realtime().connect(&session).await.unwrap_err();
    assert_eq!(error.api().unwrap().code(), Some("session_invalid"));
}
