//! Options of the command line; each can also be set by the environment variable
//! `SIESTA_DEV_<OPTION>`.

use crate::fault::FaultSpec;
use crate::rate_limit::RateLimit;
use clap::Parser;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

/// The folder that is searched when `--knowledge` is absent and the folder exists.
const DEFAULT_KNOWLEDGE: &str = "docs";

/// A local stand-in for the Siesta AI API: no account, no network, answers from Markdown.
#[derive(Debug, Clone, Parser)]
#[command(name = "siesta-dev-agent", version)]
pub struct Settings {
    /// Address to listen on; port 0 takes any free port.
    #[arg(long, env = "SIESTA_DEV_LISTEN", default_value = "127.0.0.1:8790", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// Allow an address that other machines can reach.
    #[arg(long, env = "SIESTA_DEV_ALLOW_REMOTE")]
    pub allow_remote: bool,

    /// Folder of Markdown files to answer from [default: docs, if it exists].
    #[arg(long, env = "SIESTA_DEV_KNOWLEDGE", value_name = "DIR")]
    pub knowledge: Option<PathBuf>,

    /// What the links of citations begin with.
    #[arg(long, env = "SIESTA_DEV_LINK_BASE", default_value = "docs/", value_name = "URL")]
    pub link_base: String,

    /// SQLite file for everything but uploaded files [default: in memory, gone at exit].
    #[arg(long, env = "SIESTA_DEV_DATABASE", value_name = "PATH")]
    pub database: Option<PathBuf>,

    /// Folder for uploaded files [default: beside the database, or a temporary one].
    #[arg(long, env = "SIESTA_DEV_FILES", value_name = "DIR")]
    pub files: Option<PathBuf>,

    /// Largest file that is taken, in MiB.
    #[arg(long, env = "SIESTA_DEV_FILE_LIMIT_MIB", default_value_t = 2_048, value_name = "MIB")]
    pub file_limit_mib: u64,

    /// The key expected in X-Api-Key.
    #[arg(
        long,
        env = "SIESTA_DEV_API_KEY",
        default_value = "dev-key-never-for-production",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub api_key: String,

    /// The organization expected in X-Org-Id.
    #[arg(
        long,
        env = "SIESTA_DEV_ORGANIZATION_ID",
        default_value = "5e1a7a00-0000-4000-8000-0000000000aa",
        value_name = "UUID"
    )]
    pub organization_id: Uuid,

    /// The agent that exists from the start.
    #[arg(
        long,
        env = "SIESTA_DEV_AGENT_ID",
        default_value = "5e1a7a00-0000-4000-8000-000000000001",
        value_name = "UUID"
    )]
    pub agent_id: Uuid,

    /// Let a model answer: base URL of a server that speaks OpenAI's chat completions, with its /v1.
    #[arg(long, env = "SIESTA_DEV_MODEL_URL", value_name = "URL")]
    pub model_url: Option<String>,

    /// The model's name, as that server knows it.
    #[arg(long, env = "SIESTA_DEV_MODEL", default_value = "default", value_name = "NAME")]
    pub model: String,

    /// The model's key. Hidden from the help: a command line is no place for a key.
    #[arg(long, env = "SIESTA_DEV_MODEL_KEY", hide = true, hide_env_values = true)]
    pub model_key: Option<String>,

    /// How long a Realtime session id waits to be used.
    #[arg(long, env = "SIESTA_DEV_SESSION_TTL_SECONDS", default_value_t = 60, value_name = "SECONDS")]
    pub session_ttl_seconds: u32,

    /// Refuse calls above this with 429, for example 100/60 [default: no limit].
    #[arg(long, env = "SIESTA_DEV_RATE_LIMIT", value_name = "CALLS/SECONDS")]
    pub rate_limit: Option<RateLimit>,

    /// Go wrong on purpose, for example 429:every=5 or cut:after=10. May be repeated; in the environment
    /// they are separated by `;`.
    #[arg(long, env = "SIESTA_DEV_FAULT", value_name = "FAULT", value_delimiter = ';')]
    pub fault: Vec<FaultSpec>,

    /// Wait this long between two pieces of a streamed answer, to see how slow models look.
    /// For development only: at 0 each piece leaves as soon as it is written.
    #[arg(long, env = "SIESTA_DEV_TOKEN_INTERVAL_MS", default_value_t = 0, value_name = "MS")]
    pub token_interval_ms: u64,

    /// Append `unix_micros cumulative_chars` to this file for each piece of a streamed answer.
    #[arg(long, env = "SIESTA_DEV_TOKEN_LOG", value_name = "FILE")]
    pub token_log: Option<PathBuf>,
}

impl Settings {
    /// The knowledge folder: the one named, else `docs` where there is one.
    pub fn knowledge_folder(&self) -> Option<PathBuf> {
        let default = || Some(PathBuf::from(DEFAULT_KNOWLEDGE)).filter(|path| path.is_dir());
        self.knowledge.clone().or_else(default)
    }

    /// The pause between two pieces of an answer; zero is none.
    pub fn token_interval(&self) -> Duration {
        Duration::from_millis(self.token_interval_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Settings::command().debug_assert();
    }
}
