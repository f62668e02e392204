//! One visitor with one connection.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use uuid::Uuid;

use super::Api;
use crate::clock;
use crate::plan::Plan;

/// Who is measured.
#[derive(Clone, Debug)]
pub struct Server {
    pub address: String,
    pub api: Api,
    pub pid: u32,
}

/// A connection, and the token that goes with it.
pub struct Visitor {
    sender: SendRequest<Full<Bytes>>,
    server: Server,
    token: Option<String>,
    pub thread_id: String,
}

/// An event as it arrived.
pub struct Event<'a> {
    /// Its number, where the server counts.
    pub id: u64,
    pub json: &'a str,
    /// When it was read.
    pub at: u64,
}

impl Event<'_> {
    pub fn is(&self, kind: &str) -> bool {
        self.json.contains(&format!(r#""type":"{kind}""#))
    }
}

/// Whether to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    On,
    Away,
}

impl Visitor {
    /// Connects, and asks for a token where one is needed.
    pub async fn arrive(server: &Server) -> Result<Self> {
        let sender = connect(server).await?;
        let thread_id = Uuid::new_v4().to_string();
        let mut visitor = Self { sender, server: server.clone(), token: None, thread_id };
        if server.api == Api::Backend {
            let answer = visitor.request(Method::POST, "/v1/session", Some(&json!({}))).await?;
            let session: Value = serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?;
            visitor.token = session["token"].as_str().map(str::to_owned);
        }
        Ok(visitor)
    }

    /// The same visitor with a new connection.
    pub async fn returned(&self) -> Result<Self> {
        let (server, token, thread_id) = (self.server.clone(), self.token.clone(), self.thread_id.clone());
        Ok(Self { sender: connect(&server).await?, server, token, thread_id })
    }

    /// Asks for an answer.
    pub async fn ask(&mut self, plan: Plan) -> Result<Answer> {
        let path = match self.server.api {
            Api::Relay => "/run",
            Api::Backend => "/v1/assistants/primary/runs",
        };
        let message = json!({ "id": Uuid::new_v4(), "role": "user", "content": plan.message() });
        let input = json!({
            "threadId": self.thread_id, "runId": Uuid::new_v4(), "messages": [message],
            "state": {}, "tools": [], "context": [], "forwardedProps": {},
        });
        self.request(Method::POST, path, Some(&input)).await.map(Answer::new)
    }

    /// Asks for a short answer and hears it: the number of its last event.
    pub async fn talk_shortly(&mut self) -> Result<u64> {
        let mut last = 0;
        let on_event = |event: Event<'_>| {
            last = event.id;
            Go::On
        };
        self.ask(Plan::SHORT).await?.read(on_event).await?;
        Ok(last)
    }

    /// Reads the visitor's thread after a number: what is stored and, if `follows`, what comes.
    pub async fn follow(&mut self, after: u64, follows: bool) -> Result<Answer> {
        let follow = u8::from(follows);
        let path = format!("/v1/threads/{}/events?after={after}&follow={follow}", self.thread_id);
        self.request(Method::GET, &path, None).await.map(Answer::new)
    }

    async fn request(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Response<Incoming>> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.server.address);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request.header(CONTENT_TYPE, "application/json").body(Full::from(body))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        if !answer.status().is_success() {
            let status = answer.status();
            let body = answer.into_body().collect().await?.to_bytes();
            bail!("{path} answers {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(answer)
    }
}

async fn connect(server: &Server) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(&server.address).await.context("the server can't be connected to")?;
    stream.set_nodelay(true)?;
    let io = TokioIo::new(stream);
    let (sender, connection) = Builder::new().max_buf_size(16 * 1024).handshake(io).await?;
    // Its end is seen by whoever reads.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

/// Server-sent events as they come.
pub struct Answer {
    body: Incoming,
    waiting: Vec<u8>,
    id: u64,
}

impl Answer {
    fn new(response: Response<Incoming>) -> Self {
        Self { body: response.into_body(), waiting: Vec::new(), id: 0 }
    }

    /// Reads until the answer ends, or nobody wants more for now: what is under way is then left for later.
    pub async fn read(&mut self, mut on_event: impl FnMut(Event<'_>) -> Go) -> Result<()> {
        while let Some(frame) = self.body.frame().await {
            let Ok(data) = frame?.into_data() else { continue };
            let at = clock::now();
            self.waiting.extend_from_slice(&data);
            let Some(end) = self.waiting.iter().rposition(|&byte| byte == b'\n') else { continue };
            let mut go = Go::On;
            for line in std::str::from_utf8(&self.waiting[..end])?.lines() {
                if let Some(json) = line.strip_prefix("data:") {
                    ensure!(!json.contains(r#""type":"RUN_ERROR""#), "the run failed: {json}");
                    if on_event(Event { id: self.id, json, at }) == Go::Away {
                        go = Go::Away;
                    }
                } else if let Some(number) = line.strip_prefix("id:") {
                    self.id = number.trim().parse()?;
                }
            }
            self.waiting.drain(..=end);
            if go == Go::Away {
                return Ok(());
            }
        }
        Ok(())
    }
}
