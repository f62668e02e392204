//! A model that says what a case gave it, in pieces that are cut at random.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Characters of the longest piece.
const LONGEST: u64 = 12;

/// Speaks OpenAI's chat completions.
pub struct Model {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    answers: Vec<String>,
    random: Mutex<u64>,
    asked: Mutex<Vec<usize>>,
}

impl Model {
    /// Starts one. A question that ends with a number gets the answer of that number.
    pub async fn start(answers: Vec<String>, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}/v1", listener.local_addr().expect("it listens"));
        let shared = Arc::new(Shared { answers, random: Mutex::new(seed), asked: Mutex::default() });
        let router = Router::new().route("/v1/chat/completions", post(complete)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Its base address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The numbers it was asked for.
    pub fn asked(&self) -> Vec<usize> {
        self.shared.asked.lock().expect("no holder panics").clone()
    }
}

async fn complete(State(shared): State<Arc<Shared>>, Json(body): Json<Value>) -> impl IntoResponse {
    let question = body["messages"].as_array().and_then(|all| all.last()?["content"].as_str());
    let number = question.and_then(|it| it.rsplit(' ').next()?.parse::<usize>().ok());
    let answer = number.and_then(|it| shared.answers.get(it));
    shared.asked.lock().expect("no holder panics").extend(number);
    let mut random = shared.random.lock().expect("no holder panics");
    let pieces = pieces(answer.map_or("There is no such answer.", String::as_str), &mut random);
    let chunk = |piece: &String| {
        let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": piece } }] });
        format!("data: {chunk}\n\n")
    };
    let events = pieces.iter().map(chunk).chain(["data: [DONE]\n\n".to_owned()]).collect::<String>();
    ([(CONTENT_TYPE, "text/event-stream")], events)
}

fn pieces(text: &str, random: &mut u64) -> Vec<String> {
    let (mut pieces, mut left) = (vec![String::new()], next(random) % LONGEST + 1);
    for char in text.chars() {
        if left == 0 {
            pieces.push(String::new());
            left = next(random) % LONGEST + 1;
        }
        left -= 1;
        pieces.last_mut().expect("there is one").push(char);
    }
    pieces
}

/// Xorshift: the same pieces for the same seed, which is not zero.
fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}
