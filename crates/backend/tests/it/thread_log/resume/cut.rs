//! Streams that are cut at every byte.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::agui::Message;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::Reader;
use super::wire::Wire;
use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::vendor::{Plan, Step, Vendor, answer, calls, delta};

const RUNS: &str = "/v1/assistants/primary/runs";

/// A conversation with all that a log can hold: sources, letters of several bytes, a tool's call and result, a
/// failure, and feedback on an earlier answer.
async fn conversation(vendor: &Vendor, backend: &Backend, visitor: &Visitor) -> Asked {
    let failing = vec![delta("Přeruš"), Step::Cut];
    let place = json!({ "place": "Plzeň" }).to_string();
    vendor.plan(Plan {
        next: [answer(&["Žluť", "oučký \u{1f434} [1]"]), calls(&[("up-1", "open_map", &place)])].into(),
        steps: failing,
        ..Plan::default()
    });
    let mut asked = Asked { thread: id(), run: id(), text: "Kůň?\n\u{2028}".to_owned() };
    read(visitor.send(backend, &asked).await).await;
    let first = asked.run.clone();

    asked = Asked { run: id(), text: "Kde?".to_owned(), ..asked };
    let mut body = asked.body();
    body["tools"] = json!([{ "name": "open_map", "description": "", "parameters": {} }]);
    read(visitor.post(backend, RUNS).json(&body).send().await.unwrap()).await;

    let path = format!("/v1/threads/{}/messages/{first}:answer/feedback", asked.thread);
    let rating = json!({ "rating": "down", "comment": "Ne." });
    assert_eq!(visitor.post(backend, &path).json(&rating).send().await.unwrap().status(), 200);
    asked = Asked { run: id(), text: "A teď?".to_owned(), ..asked };
    read(visitor.send(backend, &asked).await).await;
    asked
}

async fn read(response: reqwest::Response) -> Vec<u8> {
    assert_eq!(response.status(), 200);
    response.bytes().await.unwrap().to_vec()
}

async fn history(backend: &Backend, visitor: &Visitor, thread: &str) -> Vec<Message> {
    let page = visitor.get(backend, &format!("/v1/threads/{thread}")).send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    let messages = page["messages"].as_array().unwrap().iter();
    messages.map(|entry| serde_json::from_value(entry["message"].clone()).unwrap()).collect()
}

/// A stream's bytes up to each cut and the backend's own bytes after it give the same thread as the whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_cut_at_any_byte_and_resumed_gives_the_same_thread() {
    let vendor = Vendor::start(Plan::default()).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let asked = conversation(&vendor, &backend, &visitor).await;
    let after = async |after: u64| {
        let path = format!("/v1/threads/{}/events?follow=0", asked.thread);
        let request = match after % 2 {
            0 => visitor.get(&backend, &format!("{path}&after={after}")),
            _ => visitor.get(&backend, &path).header("last-event-id", after),
        };
        read(request.send().await.unwrap()).await
    };
    let bytes = after(0).await;
    let mut whole = Reader::default();
    whole.connection(&bytes);
    let thread = whole.thread();
    assert_eq!(thread, history(&backend, &visitor, &asked.thread).await);
    assert!(whole.frames.len() > 15 && thread.len() >= 7, "{thread:#?}");
    let mut rests = BTreeMap::new();
    for last in 0..=whole.last() {
        rests.insert(last, after(last).await);
    }
    for cut in 0..=bytes.len() {
        let mut reader = Reader::default();
        reader.connection(&bytes[..cut]);
        let last = reader.last();
        reader.connection(&rests[&last]);
        assert_eq!(reader.frames, whole.frames, "cut after {cut} bytes");
        assert_eq!(reader.thread(), thread, "cut after {cut} bytes");
    }
    assert_eq!(vendor.seen().sessions.len(), 3, "the agent was asked for nothing but the questions");
}

/// The same over sockets that break in the middle of the answer, for some places of the stream.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_anywhere_is_resumed_while_the_answer_is_written() {
    let mut steps = Vec::new();
    for step in answer(&["Žluť", "oučký ", "kůň ", "\u{1f434} ", "pěl [1]."]) {
        steps.extend([step, Step::Pause(Duration::from_millis(2))]);
    }
    let vendor = Vendor::start(Plan { steps, ..Plan::default() }).await;
    let backend = Backend::start_with(&vendor, crate::support::backend::Transport::Realtime, |settings| {
        settings.limits.runs.visitor = 1000;
        settings.limits.runs.address = 1000;
        settings.limits.requests.visitor = 10_000;
        settings.limits.requests.address = 10_000;
    })
    .await;
    let visitor = backend.visitor().await;
    let wire = Wire::to(&backend.url).await;
    let mut runs = 0;
    // A prime, so that cuts fall into every part of a frame. The last ones are behind the answer's end.
    for cut in (0..3_000).step_by(83) {
        runs += 1;
        let asked = Asked { thread: id(), run: id(), text: "Kůň?".to_owned() };
        let request = |method, path: &str| {
            visitor_request(&wire, &visitor, method, path).header("origin", crate::support::backend::ORIGIN)
        };
        wire.cut_next_after(cut);
        let mut reader = Reader::default();
        read_cut(request(Method::POST, RUNS).json(&asked.body()), &mut reader).await;
        let events = format!("/v1/threads/{}/events", asked.thread);
        // Once more in the middle of what is left, and then to the end.
        wire.cut_next_after(400 + cut / 2);
        for attempt in 0_usize.. {
            assert!(attempt < 1_000, "{cut}: {reader:?}");
            if reader.frames.last().is_some_and(|frame| frame.data.contains("\"RUN_FINISHED\"")) {
                break;
            }
            let last = reader.last();
            match (last, cut % 2) {
                // Whether the question arrived is unknown: the same bytes once more.
                (0, _) => read_cut(request(Method::POST, RUNS).json(&asked.body()), &mut reader).await,
                (last, 0) => {
                    read_cut(request(Method::GET, &format!("{events}?after={last}")), &mut reader).await
                }
                (last, _) => {
                    read_cut(request(Method::GET, &events).header("last-event-id", last), &mut reader).await;
                }
            }
        }
        reader.assert_each_number_once();
        assert_eq!(
            reader.thread(),
            history(&backend, &visitor, &asked.thread).await,
            "cut after {cut} bytes"
        );
        assert_eq!(reader.thread()[2].as_text(), "Žluťoučký kůň \u{1f434} pěl [1].");
    }
    assert!(wire.cuts() > runs, "{} connections were cut", wire.cuts());
    assert_eq!(vendor.seen().sessions.len(), runs, "the agent was asked once for each question");
}

fn visitor_request(wire: &Wire, visitor: &Visitor, method: Method, path: &str) -> RequestBuilder {
    // A connection of its own: the cut is counted from its first byte.
    let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    http.request(method, format!("{}{path}", wire.url)).bearer_auth(&visitor.token)
}

/// Reads until the run has ended or the connection breaks.
async fn read_cut(request: RequestBuilder, reader: &mut Reader) {
    let Ok(mut response) = request.send().await else { return };
    assert_eq!(response.status(), 200);
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.windows(14).any(|window| window == b"\"RUN_FINISHED\"") && bytes.ends_with(b"\n\n") {
            break;
        }
    }
    reader.connection(&bytes);
}
