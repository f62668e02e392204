//! `cargo xtask dev`: everything on this machine, with one command.

mod port;
mod probe;
pub mod server;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};

use crate::binaries::Binaries;
use crate::build::{self, Profile};
use crate::{process, root};
use server::Server;

/// The key and the organization that the dev agent expects unless told otherwise.
/// Keep in sync with the defaults in `crates/dev-agent/src/config.rs`.
pub const DEV_KEY: &str = "dev-key-never-for-production";
pub const DEV_ORGANIZATION: &str = "5e1a7a00-0000-4000-8000-0000000000aa";

/// Start dev agent, backend and preview page on this machine, and print `ready http://…` once they work.
///
/// Needs no account and no network once everything is installed. Ctrl-C stops all of it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port of the preview page; where it is taken, the next free one is used.
    #[arg(long, default_value_t = 8787)]
    port: u16,

    /// Rebuild and reload the page when a source file changes (installs Trunk).
    #[arg(long)]
    watch: bool,

    /// Open the preview page in the browser.
    #[arg(long)]
    open: bool,

    /// Web Plugin manifest, or a folder with one manifest per mode.
    #[arg(long, value_name = "PATH", env = "CHAT_MANIFEST", default_value = "preview/manifests")]
    manifest: PathBuf,

    /// Folder of Markdown files that the dev agent answers from [default: docs/].
    #[arg(long, value_name = "DIR", conflicts_with = "siesta_url")]
    knowledge: Option<PathBuf>,

    /// Use the agent platform at this address instead of the dev agent; SIESTA_API_KEY and SIESTA_ORG_ID come
    /// from the environment.
    #[arg(long, value_name = "URL")]
    siesta_url: Option<String>,
}

/// Runs the command; returns only with an error.
pub fn run(args: &Args) -> Result<()> {
    let root = root::root()?;
    let state = state_folder(&root)?;
    // Paths are of the folder in which the command was typed, except for the default.
    let manifest = match args.manifest.as_path() {
        path if path == Path::new("preview/manifests") => root.join(path),
        path => std::path::absolute(path).context("--manifest is no path")?,
    };
    if !manifest.exists() {
        bail!("there is no {}: name a manifest, or a folder of them, with --manifest", manifest.display());
    }
    let platform = match &args.siesta_url {
        Some(url) => Some(Platform::from_environment(url)?),
        None => None,
    };

    let profile = if args.watch { Profile::Development } else { Profile::Release };
    build::bundle(&root, profile)?;
    let binaries = Binaries::build(&root)?;

    let mut servers = Vec::new();
    let platform = match platform {
        Some(platform) => platform,
        None => {
            let agent = Server::start(&mut dev_agent(&root, &state, &binaries, args), "dev agent")?;
            let platform = Platform::dev_agent(agent.url());
            servers.push(agent);
            platform
        }
    };
    let port = port::choose(args.port)?;
    // With --watch Trunk has the port that people use, and forwards the API.
    let backend_port = if args.watch { port::choose(port + 1)? } else { port };
    let mut backend = backend(&root, &state, &binaries, &manifest, &platform);
    backend.env("CHAT_LISTEN", format!("127.0.0.1:{backend_port}"));
    let backend = Server::start(&mut backend, "backend")?;
    let mut url = backend.url().to_owned();
    servers.insert(0, backend);
    probe::wait_for(&url, "/readyz", &mut servers)?;
    if args.watch {
        let trunk = watch::start(&root, &state, port, backend_port)?;
        url = trunk.url().to_owned();
        servers.insert(0, trunk);
        probe::wait_for(&url, "/", &mut servers)?;
    }

    println!("ready {url}");
    if args.open {
        open(&url);
    }
    loop {
        server::fail_if_ended(&mut servers)?;
        thread::sleep(Duration::from_millis(200));
    }
}

/// What a person works with. Conversations stay from one start to the next, as long as the schemas do.
fn state_folder(root: &Path) -> Result<PathBuf> {
    // Two databases that know each other's conversations: a change of either schema begins both anew.
    let schemas =
        ["crates/backend/migrations", "crates/dev-agent/src/store.rs", "crates/dev-agent/src/store"];
    let version = build::hash::of_sources(root, schemas.map(|path| root.join(path)))?;
    let folder = root::target(root).join("dev").join(&version[..8]);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

/// The agent platform that the backend talks to.
struct Platform {
    url: String,
    key: String,
    organization: String,
}

impl Platform {
    fn from_environment(url: &str) -> Result<Self> {
        let read =
            |name| env::var(name).with_context(|| format!("--siesta-url needs {name} in the environment"));
        let (key, organization) = (read("SIESTA_API_KEY")?, read("SIESTA_ORG_ID")?);
        Ok(Self { url: url.to_owned(), key, organization })
    }

    fn dev_agent(url: &str) -> Self {
        Self { url: url.to_owned(), key: DEV_KEY.to_owned(), organization: DEV_ORGANIZATION.to_owned() }
    }
}

fn dev_agent(root: &Path, state: &Path, binaries: &Binaries, args: &Args) -> Command {
    let mut command = Command::new(&binaries.dev_agent);
    command.args(["--listen", "127.0.0.1:0", "--database"]).arg(state.join("dev-agent.db"));
    let docs = Some(root.join("docs")).filter(|docs| docs.is_dir());
    if let Some(knowledge) = args.knowledge.clone().or(docs) {
        command.arg("--knowledge").arg(knowledge);
    }
    command
}

fn backend(root: &Path, state: &Path, binaries: &Binaries, manifest: &Path, platform: &Platform) -> Command {
    let mut command = Command::new(&binaries.backend);
    command.arg("--dev").arg("--preview").arg(root);
    command.env("SIESTA_API_URL", &platform.url).env("SIESTA_API_KEY", &platform.key);
    command.env("SIESTA_ORG_ID", &platform.organization).env("CHAT_MANIFEST", manifest);
    if env::var_os("CHAT_DATABASE_URL").is_none() {
        command.env("CHAT_DATABASE_URL", format!("sqlite://{}", state.join("chat.db").display()));
    }
    if env::var_os("CHAT_DRAIN_SECONDS").is_none() {
        // Whoever presses Ctrl-C here doesn't want to wait for a run to finish.
        command.env("CHAT_DRAIN_SECONDS", "1");
    }
    command
}

fn open(url: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if let Err(error) =
        process::run(Command::new(opener).arg(url).stdout(std::io::stderr()), "open the browser")
    {
        eprintln!("note: {error:#}; open {url} yourself");
    }
}
