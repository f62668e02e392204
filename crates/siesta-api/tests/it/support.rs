//! What the tests share: a server that remembers its requests, clients of it, and the captured log.

mod log;
mod play;
mod raw;
mod server;

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use siesta_api::{Client, Config};
use uuid::Uuid;

pub use log::captured_log;
pub use play::play;
pub use raw::{header, raw_server, read_request};
pub use server::{Seen, TestServer};

/// Every test uses this key, so that the log of all of them can be searched for it.
pub const KEY: &str = "CANARY-0f9b1c2d3e4f-never-to-be-seen";
pub const ORGANIZATION: &str = "5e1a7a00-0000-4000-8000-0000000000aa";
pub const AGENT: Uuid = Uuid::from_u128(0x5e1a7a00_0000_4000_8000_000000000001);
pub const CONVERSATION: Uuid = Uuid::from_u128(0xc0);

/// Settings that repeat fast and otherwise have the defaults.
pub fn config(base_url: &str) -> Config {
    log::capture();
    let mut config = Config::new(base_url.parse().unwrap(), SecretString::from(KEY), ORGANIZATION);
    config.retry.base_delay = Duration::from_millis(1);
    config
}

pub fn client(base_url: &str) -> Client {
    Client::new(config(base_url)).unwrap()
}

pub fn answer_json() -> Value {
    json!({"conversationId": CONVERSATION, "messageId": Uuid::nil(), "response": "Hello."})
}
