//! A visitor who talks to a backend that is killed again and again, and notes what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::checker::Finding;
use crate::support::backend::{Asked, http_client, id};
use crate::support::events::Events;
use crate::support::token::token;

/// Questions of a conversation.
const QUESTIONS: usize = 12;

/// Pause before the next attempt at a backend that is not there.
const PAUSE: Duration = Duration::from_millis(5);

/// What a visitor saw of a conversation.
#[derive(Debug, Default)]
pub struct Conversation {
    pub visitor: String,
    pub thread: String,
    /// The text of each question that was sent, by its run.
    pub sent: BTreeMap<String, String>,
    /// Runs whose message the backend said to have.
    pub acknowledged: BTreeSet<String>,
    /// Runs whose last event was seen.
    pub finished: BTreeSet<String>,
    /// Number and comment of the feedback that the backend said to have.
    pub feedback: Vec<(u64, String)>,
    /// Every event that was seen, by its number.
    pub seen: BTreeMap<u64, Value>,
    /// What was wrong already when it was seen.
    pub noticed: Vec<Finding>,
    /// Streams that broke off.
    pub cuts: usize,
}

impl Conversation {
    /// A new one of this visitor.
    pub fn new(visitor: &str) -> Self {
        Self { visitor: visitor.to_owned(), thread: id(), ..Self::default() }
    }

    /// An event of a stream whose last number is given: of a thread's `whole` stream, or of a run's slice, which
    /// leaves out what is between.
    pub fn hear(&mut self, last: &mut Option<u64>, whole: bool, number: u64, event: Value) {
        if last.is_some_and(|last| number <= last || (whole && number != last + 1)) {
            self.noticed.push(Finding::Gap { after: last.unwrap_or(0) });
        }
        *last = Some(number);
        self.see(number, event);
    }

    fn see(&mut self, number: u64, event: Value) {
        let known = self.seen.insert(number, event.clone());
        if known.is_some_and(|known| known != event) {
            self.noticed.push(Finding::Changed { number });
        }
    }

    fn newest(&self) -> u64 {
        self.seen.last_key_value().map_or(0, |(number, _)| *number)
    }
}

/// What the backend has acknowledged to all visitors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    pub messages: usize,
    pub feedback: usize,
}

/// A visitor.
pub struct Client {
    pub name: String,
    url: String,
    http: reqwest::Client,
    progress: watch::Sender<Progress>,
}

impl Client {
    pub fn new(url: &str, name: &str, progress: watch::Sender<Progress>) -> Self {
        let (url, name) = (url.to_owned(), name.to_owned());
        Self { name, url, http: http_client(), progress }
    }

    /// Holds conversations until it is told to stop, and the last one to its end.
    pub async fn talk(&self, stop: CancellationToken) -> Vec<Conversation> {
        let mut conversations = Vec::new();
        while !stop.is_cancelled() {
            let mut conversation = Conversation::new(&self.name);
            let (end, until) = watch::channel(None);
            let follower = self.follow(conversation.thread.clone(), until);
            let speaker = async {
                for number in 0..QUESTIONS {
                    if !stop.is_cancelled() {
                        self.exchange(&mut conversation, number).await;
                    }
                }
                let newest = conversation.feedback.iter().map(|(number, _)| *number).max().unwrap_or(0);
                end.send(Some(conversation.newest().max(newest))).unwrap();
            };
            let ((), followed) = join(speaker, follower).await;
            for (number, event) in followed.seen {
                conversation.see(number, event);
            }
            conversation.noticed.extend(followed.noticed);
            conversation.cuts += followed.cuts;
            conversations.push(conversation);
        }
        conversations
    }

    /// One question, its answer to the end, and at times what the visitor thinks of it.
    pub async fn exchange(&self, conversation: &mut Conversation, number: usize) {
        let asked =
            Asked { thread: conversation.thread.clone(), run: id(), text: format!("Question {}", id()) };
        conversation.sent.insert(asked.run.clone(), asked.text.clone());
        while !conversation.finished.contains(&asked.run) {
            // A stream that broke off is resumed in one of three ways.
            let way = if conversation.acknowledged.contains(&asked.run) { conversation.cuts % 3 } else { 0 };
            let stream = match way {
                0 if number % 4 == 3 => self.ask_twice(conversation, &asked).await,
                0 => self.ask(conversation, &asked).await,
                way => self.resume(&conversation.thread, conversation.newest(), way == 1).await,
            };
            let Some(stream) = stream else { continue };
            if stream.status() == StatusCode::NOT_FOUND {
                let what = format!("the thread of {}", asked.text);
                conversation.noticed.push(Finding::Lost { place: "the backend", what });
                return;
            }
            let mut last = (way > 0).then(|| conversation.newest());
            let mut events = Events::of(stream);
            while let Some((seq, event)) = events.next().await {
                let ended = ["RUN_FINISHED", "RUN_ERROR"].map(Value::from).contains(&event["type"]);
                conversation.hear(&mut last, way > 0, seq, event);
                if ended {
                    conversation.finished.insert(asked.run.clone());
                    break;
                }
            }
            conversation.cuts += usize::from(!conversation.finished.contains(&asked.run));
        }
        let answer = format!("{}:answer", asked.run);
        let answered = |event: &Value| event["type"] == "TEXT_MESSAGE_START" && event["messageId"] == *answer;
        if number % 3 == 1 && conversation.seen.values().any(answered) {
            self.rate(conversation, &answer).await;
        }
    }

    async fn ask(&self, conversation: &mut Conversation, asked: &Asked) -> Option<Response> {
        let request = self.request(Method::POST, "/v1/assistants/primary/runs").json(&asked.body());
        let response = self.send(request).await?;
        if conversation.acknowledged.insert(asked.run.clone()) {
            self.progress.send_modify(|progress| progress.messages += 1);
        }
        Some(response)
    }

    /// The same request twice at once.
    async fn ask_twice(&self, conversation: &mut Conversation, asked: &Asked) -> Option<Response> {
        let mut other = Conversation::default();
        let (one, two) = join(self.ask(conversation, asked), self.ask(&mut other, asked)).await;
        conversation.acknowledged.append(&mut other.acknowledged);
        one.or(two)
    }

    async fn rate(&self, conversation: &mut Conversation, message: &str) {
        let path = format!("/v1/threads/{}/messages/{message}/feedback", conversation.thread);
        let (key, comment) = (id(), format!("Comment {}", id()));
        let body = json!({ "rating": "up", "comment": comment });
        let request = || self.request(Method::POST, &path).header("idempotency-key", &key).json(&body);
        loop {
            let (one, two) = join(self.send(request()), self.send(request())).await;
            let Some(response) = one.or(two) else { continue };
            let Ok(body) = response.json::<Value>().await else { continue };
            conversation.feedback.push((body["seq"].as_u64().unwrap(), comment));
            self.progress.send_modify(|progress| progress.feedback += 1);
            return;
        }
    }

    /// Reads the whole thread by itself, over all kills, until it has seen a number.
    async fn follow(&self, thread: String, mut until: watch::Receiver<Option<u64>>) -> Conversation {
        let mut followed = Conversation::default();
        let seen_all = |followed: &Conversation, until: &watch::Receiver<Option<u64>>| {
            until.borrow().is_some_and(|until| followed.newest() >= until)
        };
        while !seen_all(&followed, &until) {
            let by_header = followed.cuts % 2 == 0;
            let is_there = until.borrow().is_some_and(|until| until > 0);
            let Some(response) = self.resume(&thread, followed.newest(), by_header).await else { continue };
            if response.status() == StatusCode::NOT_FOUND {
                if is_there {
                    followed.noticed.push(Finding::Lost { place: "the backend", what: thread });
                    return followed;
                }
                // It has not begun.
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let (mut events, mut last) = (Events::of(response), Some(followed.newest()));
            while !seen_all(&followed, &until) {
                let next = tokio::select! {
                    next = events.next() => next,
                    Ok(()) = until.changed() => continue,
                };
                let Some((seq, event)) = next else {
                    followed.cuts += 1;
                    break;
                };
                followed.hear(&mut last, true, seq, event);
            }
        }
        followed
    }

    async fn resume(&self, thread: &str, after: u64, by_header: bool) -> Option<Response> {
        let path = format!("/v1/threads/{thread}/events");
        let request = if by_header {
            self.request(Method::GET, &path).header("last-event-id", after)
        } else {
            self.request(Method::GET, &format!("{path}?after={after}"))
        };
        self.send(request).await
    }

    /// A request with a token of this visitor.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let token = token(|claims| {
            claims.sub = self.name.clone();
            claims.origin = None;
        });
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(token)
    }

    /// `None`: the backend was not there, or went away.
    async fn send(&self, request: RequestBuilder) -> Option<Response> {
        match request.send().await {
            Ok(response) if [200, 404].contains(&response.status().as_u16()) => Some(response),
            Ok(response) => panic!("{response:?}"),
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                None
            }
        }
    }
}
