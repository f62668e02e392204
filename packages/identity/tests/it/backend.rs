//! The chat's backend, as its own program.

use std::env;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// What tokens are made for.
pub const AUDIENCE: &str = "https://chat.example.com";

/// A running backend, which ends with this.
pub struct Backend {
    _process: Child,
    url: String,
    http: Client,
}

impl Backend {
    /// Starts it with a set of keys.
    pub async fn start(folder: &Path, keys: &str) -> Self {
        let program = env::var_os("CHAT_BACKEND_BIN")
            .expect("CHAT_BACKEND_BIN is not set: run these tests with `cargo xtask test identity`");
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../preview/manifests/web-plugin.json");
        let log = folder.join("backend.log");
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        command.stderr(File::create(&log).expect("a file can be written"));
        // Nothing here asks the platform.
        command
            .env("SIESTA_API_URL", "http://127.0.0.1:9")
            .env("SIESTA_API_KEY", "a-key-that-nothing-here-uses");
        command.env("SIESTA_ORG_ID", "5e1a7a00-0000-4000-8000-0000000000aa").env("CHAT_MANIFEST", manifest);
        command.env("CHAT_LISTEN", "127.0.0.1:0").env("CHAT_PUBLIC_URL", AUDIENCE);
        command.env("CHAT_TOKEN_SECRET", "the tests of helper code sign tokens with this");
        command.env("CHAT_DATABASE_URL", format!("sqlite://{}", folder.join("chat.db").display()));
        command.env("CHAT_LIMIT_REQUESTS", "60000, 60000, 60000").env("CHAT_IDENTITY_KEYS", keys);
        let mut process = command.spawn().expect("the backend starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let line = lines.next_line().await.expect("it writes text").unwrap_or_default();
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        let url = line.strip_prefix("ready ").unwrap_or_else(|| panic!("it is not ready: {}", said()));
        // reqwest insists on one, even for plain HTTP.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { _process: process, url: url.to_owned(), http: Client::new() }
    }

    /// Asks for a session with an identity.
    pub async fn session(&self, identity: &str) -> (StatusCode, Value) {
        let request = self.http.post(format!("{}/v1/session", self.url)).header("origin", AUDIENCE);
        let answer = request.json(&json!({ "identity": identity })).send().await.expect("it answers");
        (answer.status(), answer.json().await.expect("it answers with JSON"))
    }

    /// The site's own id of the user whom a session belongs to.
    pub async fn user(&self, session: &Value) -> String {
        let token = session["token"].as_str().expect("a session has a token");
        let request = self.http.get(format!("{}/v1/me", self.url)).header("origin", AUDIENCE);
        let answer = request.bearer_auth(token).send().await.expect("it answers");
        let export: Value = answer.json().await.expect("an export is JSON");
        export["visitor"]["user"].as_str().unwrap_or_else(|| panic!("{export}")).to_owned()
    }
}
