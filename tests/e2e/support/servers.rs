//! The backend and the dev agent, as their own programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::identity;
use super::process::{Process, ready_line};

/// What the dev agent expects unless told otherwise.
const KEY: &str = "dev-key-never-for-production";
const ORGANIZATION: &str = "5e1a7a00-0000-4000-8000-0000000000aa";

/// Beyond what a case asks.
const NO_LIMIT: &str = "1000000, 1000000, 1000000";

/// The checkout.
pub fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

pub(super) fn binary(variable: &str) -> PathBuf {
    let path = env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: run these tests with `cargo xtask e2e`"));
    path.into()
}

/// The dev agent with a folder of knowledge of its own.
pub struct DevAgent {
    _process: Process,
    url: String,
    folder: PathBuf,
}

/// How the dev agent is started.
pub struct AgentSettings<'a> {
    pub knowledge: &'a [(&'a str, String)],
    pub link_base: &'a str,
    pub token_interval_ms: u64,
    /// The model that answers instead of the knowledge.
    pub model_url: Option<&'a str>,
}

impl DevAgent {
    pub fn start(folder: &Path, settings: &AgentSettings<'_>) -> Self {
        fs::create_dir_all(folder.join("knowledge")).expect("a folder can be made");
        for (name, text) in settings.knowledge {
            fs::write(folder.join("knowledge").join(name), text).expect("a file can be written");
        }
        let mut command = Command::new(binary("DEV_AGENT_BIN"));
        command.args(["--listen", "127.0.0.1:0", "--link-base", settings.link_base]).current_dir(folder);
        command.args(["--token-interval-ms", &settings.token_interval_ms.to_string()]);
        command.args(["--knowledge", "knowledge", "--token-log", "tokens.log"]);
        if let Some(url) = settings.model_url {
            command.args(["--model-url", url]);
        }
        let (process, url) = Process::start(&mut command, &folder.join("dev-agent.log"), ready_line);
        Self { _process: process, url, folder: folder.to_owned() }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Writes a file of the knowledge folder.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join("knowledge").join(name), text).expect("a file can be written");
    }

    /// When each piece left (microseconds since 1970), and how many characters of its answer had left by then.
    pub fn token_log(&self) -> Vec<(u64, usize)> {
        let text = fs::read_to_string(self.folder.join("tokens.log")).unwrap_or_default();
        // A last line without its end is still being written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let entry = |line: &str| {
            let (at, chars) = line.split_once(' ')?;
            Some((at.parse().ok()?, chars.parse().ok()?))
        };
        whole.lines().map(|line| entry(line).expect("a line of the token log has two numbers")).collect()
    }
}

/// Writes client tools and a theme into a Web Plugin manifest.
fn declare(manifest: &Path, tools: &[Value], theme: Option<&Value>) {
    let text = fs::read_to_string(manifest).expect("the manifest can be read");
    let mut value: Value = serde_json::from_str(&text).expect("the manifest is JSON");
    value["webPlugin"]["clientTools"] = tools.into();
    if let Some(theme) = theme {
        value["webPlugin"]["theme"] = theme.clone();
    }
    fs::write(manifest, value.to_string()).expect("the manifest can be written");
}

/// How the backend is started.
#[derive(Clone, Debug)]
pub struct BackendSettings {
    /// Started with `--dev`: pages of this machine may use it.
    pub dev: bool,
    /// `CHAT_ALLOWED_ORIGINS`, for a backend without `--dev`.
    pub allowed_origins: &'static str,
    /// `CHAT_LIMIT_RUNNING`; empty for the default.
    pub running: &'static str,
    /// Visitors may ask as often as they like.
    pub without_limits: bool,
    /// `clientTools` of the Web Plugin manifest.
    pub client_tools: Vec<Value>,
    /// `theme` of the Web Plugin manifest; the preview's own where it is missing.
    pub theme: Option<Value>,
}

impl Default for BackendSettings {
    fn default() -> Self {
        Self {
            dev: true,
            allowed_origins: "",
            running: "",
            without_limits: false,
            client_tools: Vec::new(),
            theme: None,
        }
    }
}

/// The backend with a database of its own.
pub struct Backend {
    process: Option<Process>,
    command: Box<dyn Fn() -> Command + Send + Sync>,
    log: PathBuf,
    url: String,
    database: PathBuf,
}

impl Backend {
    pub fn start(folder: &Path, agent: &DevAgent, settings: &BackendSettings) -> Self {
        let (database, log) = (folder.join("chat.db"), folder.join("backend.log"));
        // Web Plugin and Realtime: answers stream.
        let manifests = folder.join("manifests");
        fs::create_dir_all(&manifests).expect("a folder can be made");
        for name in ["web-plugin.json", "realtime-api.json"] {
            let from = root().join("preview/manifests").join(name);
            fs::copy(from, manifests.join(name)).expect("the preview has its manifests");
        }
        declare(&manifests.join("web-plugin.json"), &settings.client_tools, settings.theme.as_ref());
        let (agent_url, data, settings) = (agent.url.clone(), database.clone(), settings.clone());
        let command = move || {
            let mut command = Command::new(binary("CHAT_BACKEND_BIN"));
            if settings.dev {
                command.arg("--dev").arg("--preview").arg(root());
            } else {
                command.env("CHAT_ALLOWED_ORIGINS", settings.allowed_origins);
                command.env("CHAT_TOKEN_SECRET", "an-end-to-end-test-signs-tokens-with-this");
            }
            command.env("SIESTA_API_URL", &agent_url).env("SIESTA_API_KEY", KEY);
            command.env("SIESTA_ORG_ID", ORGANIZATION).env("CHAT_MANIFEST", &manifests);
            command.env("CHAT_DATABASE_URL", format!("sqlite://{}", data.display()));
            command.env("CHAT_IDENTITY_KEYS", identity::key_set());
            command.env("CHAT_IDENTITY_AUDIENCE", identity::AUDIENCE);
            command.env("CHAT_DRAIN_SECONDS", "1").env("CHAT_LIMIT_RUNNING", settings.running);
            if settings.without_limits {
                command.env("CHAT_LIMIT_REQUESTS", NO_LIMIT).env("CHAT_LIMIT_RUNS", NO_LIMIT);
            }
            command
        };
        let mut backend = Self {
            process: None,
            command: Box::new(command),
            log,
            url: "http://127.0.0.1:0".to_owned(),
            database,
        };
        backend.restart();
        backend
    }

    /// Where it listens; the same before and after a restart.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its SQLite database.
    pub fn database(&self) -> &Path {
        &self.database
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.take().expect("the backend runs").kill();
    }

    /// Starts it again, at the same address and with the same database.
    pub fn restart(&mut self) {
        let mut command = (self.command)();
        command.env("CHAT_LISTEN", self.url.trim_start_matches("http://"));
        let (process, url) = Process::start(&mut command, &self.log, ready_line);
        (self.process, self.url) = (Some(process), url);
    }
}
