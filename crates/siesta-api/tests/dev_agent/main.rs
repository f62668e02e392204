//! The client and the document against the dev agent's program, over real sockets. The two share no type, so
//! each shows the other's misreadings.

#![expect(clippy::unwrap_used, reason = "a failure in a test or its server should end the test")]

#[path = "../support/dev_agent.rs"]
mod dev_agent;
#[path = "../support/document.rs"]
mod judge;
#[path = "../support/recording.rs"]
mod recording;

mod operations;

mod files;

mod errors;

mod realtime;

mod replay;

use std::io::{Read, Write};
use std::net::TcpStream;

use secrecy::SecretString;
use siesta_api::{Client, Config};
use uuid::Uuid;

use dev_agent::{AGENT, DevAgent, KEY, ORGANIZATION};
use recording::Message;

/// A client that gives up at the first failure.
fn client(agent: &DevAgent) -> Client {
    client_with(agent, KEY, ORGANIZATION)
}

fn client_with(agent: &DevAgent, key: &str, organization: &str) -> Client {
    let mut config = Config::new(agent.url.parse().unwrap(), SecretString::from(key), organization);
    config.retry.max_retries = 0;
    Client::new(config).unwrap()
}

fn agent_id() -> Uuid {
    AGENT.parse().unwrap()
}

/// Sends bytes and reads the answer. The request has to ask for the connection to be closed.
fn exchange(url: &str, request: &str) -> Message {
    let mut socket = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    Message::read(&answer)
}
