//! The programs that take part, and how they are started.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::machine::{Core, Cores};
use super::peers::Peer;
use crate::metadata::env_cargo;
use crate::process::{self, Group};
use crate::root;

/// Beyond what visitors of a test do.
const NO_LIMIT: &str = "1000000, 1000000, 1000000";

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The bare relay.
    Relay,
    /// The same in Node.
    Node,
    /// The same in Python.
    FastApi,
    /// The backend.
    Backend,
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relay => "axum relay",
            Self::Node => "node:http relay",
            Self::FastApi => "FastAPI relay",
            Self::Backend => "backend",
        })
    }
}

impl Party {
    /// As the visitors' program calls its interface.
    pub fn api(self) -> &'static str {
        match self {
            Self::Relay | Self::Node | Self::FastApi => "relay",
            Self::Backend => "backend",
        }
    }

    /// Whether no bar speaks of it: it may fail, and shows what others do.
    pub fn is_peer(self) -> bool {
        matches!(self, Self::Node | Self::FastApi)
    }
}

/// Where the programs are.
#[derive(Debug)]
pub struct Programs {
    backend: PathBuf,
    bench: PathBuf,
    manifests: PathBuf,
    peers: Vec<Peer>,
}

impl Programs {
    /// Compiles them as docs/backend.md says for production.
    pub fn build(root: &Path, peers: Vec<Peer>) -> Result<Self> {
        let target = root::target(root);
        let allocator: &[&str] = match target.to_string_lossy().contains(char::is_whitespace) {
            true => {
                eprintln!(
                    "    the backend has the C library's allocator: jemalloc can't be built in a folder with blanks"
                );
                &[]
            }
            false => &["--features", "jemalloc"],
        };
        // Each by itself: together, the relay would be built with the features of the backend's libraries.
        for (package, features) in [("backend", allocator), ("bench-backend", &[])] {
            let mut cargo = Command::new(env_cargo());
            cargo
                .args(["build", "--release", "--package", package, "--bins"])
                .args(features)
                .current_dir(root);
            process::run(&mut cargo, "compile what is measured")?;
        }
        let folder = target.join("release");
        Ok(Self {
            backend: folder.join("chat-backend"),
            bench: folder.join("bench-backend"),
            manifests: root.join("preview/manifests"),
            peers,
        })
    }

    /// All who are measured, in order.
    pub fn parties(&self) -> Vec<Party> {
        let peers = self.peers.iter().map(|peer| peer.party);
        [Party::Relay].into_iter().chain(peers).chain([Party::Backend]).collect()
    }

    /// The fake platform.
    pub fn start_vendor(&self, cores: &Cores) -> Result<Server> {
        let mut command = cores.command(Core::Load, &self.bench);
        Server::start(command.arg("vendor"), "fake platform", None)
    }

    /// Who is measured, with a database of its own that goes with it.
    pub fn start(&self, party: Party, vendor: &Server, cores: &Cores) -> Result<Server> {
        if party == Party::Relay {
            let mut command = cores.command(Core::Server, &self.bench);
            return Server::start(command.args(["relay", &vendor.address]), "axum relay", None);
        }
        if let Some(peer) = self.peers.iter().find(|peer| peer.party == party) {
            let mut command = cores.command(Core::Server, &peer.runtime);
            let name = party.to_string();
            return Server::start(command.arg(&peer.script).arg(&vendor.address), &name, None);
        }
        let folder = tempfile::tempdir().context("no folder for the database can be made")?;
        let database = format!("sqlite://{}", folder.path().join("chat.db").display());
        let mut command = cores.command(Core::Server, &self.backend);
        command.env("SIESTA_API_URL", format!("http://{}", vendor.address));
        command.envs([
            ("SIESTA_API_KEY", "key-of-the-fake-platform"),
            ("CHAT_LISTEN", "127.0.0.1:0"),
            ("CHAT_ALLOWED_ORIGINS", "http://localhost"),
            ("CHAT_TOKEN_SECRET", "a secret that is good for measurements only"),
            ("CHAT_DATABASE_URL", &database),
            ("CHAT_LIMIT_REQUESTS", NO_LIMIT),
            ("CHAT_LIMIT_RUNS", NO_LIMIT),
            ("CHAT_LIMIT_RUNNING", NO_LIMIT),
            ("CHAT_LIMIT_CONNECTIONS", "1000000, 1000000"),
            ("CHAT_DRAIN_SECONDS", "0"),
        ]);
        Server::start(command.env("CHAT_MANIFEST", &self.manifests), "backend", Some(folder))
    }

    /// The visitors, who speak to a server.
    pub fn visitors(&self, party: Party, server: &Server, cores: &Cores, command: &[String]) -> Command {
        let mut visitors = cores.command(Core::Load, &self.bench);
        visitors.args(["load", "--server", &server.address, "--api", party.api()]);
        visitors.args(["--pid", &server.group.child.id().to_string()]).args(command);
        visitors
    }
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    /// Host and port.
    pub address: String,
    /// Its process.
    pub group: Group,
    _folder: Option<TempDir>,
}

impl Server {
    fn start(command: &mut Command, name: &str, folder: Option<TempDir>) -> Result<Self> {
        // What it logs is of no interest here, and costs it the same.
        let mut group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()), name)?;
        let stdout = group.child.stdout.take().context("standard output is not piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).with_context(|| format!("{name}: no output"))?;
        match line.trim().strip_prefix("ready http://") {
            Some(address) => Ok(Self { address: address.to_owned(), group, _folder: folder }),
            None => bail!("{name} does not start: run `{}`", process::shown(command)),
        }
    }
}
