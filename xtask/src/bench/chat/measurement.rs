//! What is measured of whom, and one measurement.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::bench::medians::Numbers;
use crate::bench::table::Column;
use crate::metadata::env_cargo;
use crate::{process, root};

/// Who is measured, as `bench/chat` calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party(&'static str);

/// Text that is appended and nothing else: the floor.
pub const PLAIN: Party = Party("plain");
/// Ours.
pub const WIDGET: Party = Party("widget");
/// A React component for answers that stream.
pub const STREAMDOWN: Party = Party("streamdown");
/// A chat component.
pub const DEEP_CHAT: Party = Party("deep-chat");
const REACT_MARKDOWN: Party = Party("react-markdown");
const MARKED: Party = Party("marked");
const N8N: Party = Party("n8n");
const TYPEBOT: Party = Party("typebot");
const FLOWISE: Party = Party("flowise");
const BOT_FRAMEWORK: Party = Party("botframework");

impl Party {
    /// Whether it is somebody else's.
    pub fn is_peer(self) -> bool {
        ![PLAIN, WIDGET].contains(&self)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            "plain" => "plain text",
            "widget" => "our widget",
            "marked" => "marked + DOMPurify",
            "n8n" => "@n8n/chat",
            "typebot" => "@typebot.io/js",
            "flowise" => "flowise-embed",
            "botframework" => "botframework-webchat",
            name => name,
        })
    }
}

/// Something to measure.
#[derive(Debug)]
pub struct Measurement {
    /// What it is called.
    pub name: &'static str,
    /// What it shows, for people.
    pub title: &'static str,
    /// Of whom.
    pub parties: &'static [Party],
    /// What is shown of it.
    pub columns: &'static [Column],
}

const RENDERERS: &[Party] = &[PLAIN, WIDGET, STREAMDOWN, REACT_MARKDOWN, MARKED, DEEP_CHAT];
const STREAM: &[Column] =
    &[("main_thread_ms", "main thread ms", 0), ("longest_task_ms", "longest task ms", 0)];
const PACED: &[Party] = &[PLAIN, WIDGET, STREAMDOWN, DEEP_CHAT];
const PACE: &[Column] = &[
    ("early_ms_per_token", "ms/token at 500", 2),
    ("late_ms_per_token", "ms/token at 16,000", 2),
    ("growth", "growth", 2),
    ("frame_p99_ms", "p99 frame ms", 1),
    ("longest_task_ms", "longest task ms", 1),
];

/// All of them.
pub const MEASUREMENTS: [Measurement; 8] = [
    Measurement {
        name: "stream-1k",
        title: "An answer of 1,000 tokens, one token a task",
        parties: RENDERERS,
        columns: STREAM,
    },
    Measurement {
        name: "stream-4k",
        title: "An answer of 4,000 tokens, one token a task",
        parties: RENDERERS,
        columns: STREAM,
    },
    Measurement {
        name: "stream-16k",
        title: "An answer of 16,000 tokens, one token a task",
        parties: RENDERERS,
        columns: STREAM,
    },
    Measurement { name: "pace-60", title: "60 tokens a second", parties: PACED, columns: PACE },
    Measurement { name: "pace-240", title: "240 tokens a second", parties: PACED, columns: PACE },
    Measurement {
        name: "slow-cpu",
        title: "60 tokens a second, processor four times slower",
        parties: PACED,
        columns: PACE,
    },
    Measurement {
        name: "load",
        title: "Slow 4G, processor four times slower",
        parties: &[WIDGET, DEEP_CHAT, N8N, TYPEBOT, FLOWISE, BOT_FRAMEWORK],
        columns: &[
            ("painted_ms", "painted ms", 0),
            ("open_ms", "click to text box ms", 0),
            ("bytes_closed", "bytes before the click", 0),
            ("bytes_open", "bytes with it", 0),
            ("requests_closed", "requests before", 0),
            ("requests_open", "with it", 0),
        ],
    },
    Measurement {
        name: "memory",
        title: "50 times opened and closed, then destroyed",
        parties: &[WIDGET],
        columns: &[
            ("heap_kb", "heap KB", 0),
            ("wasm_kb", "wasm KB", 0),
            ("heap_growth_percent", "heap growth %", 1),
            ("nodes_growth_percent", "nodes growth %", 1),
            ("listeners_growth_percent", "listeners growth %", 1),
            ("wasm_growth_bytes", "wasm growth B", 0),
            ("nodes_left", "nodes left", 0),
            ("listeners_left", "listeners left", 0),
            ("timers_left", "timers left", 0),
            ("sockets_left", "sockets left", 0),
        ],
    },
];

/// Where the programs are.
#[derive(Debug)]
pub struct Programs {
    backend: PathBuf,
    script: PathBuf,
    manifests: PathBuf,
}

impl Programs {
    /// Compiles the backend as it is released, with the bundle.
    pub fn build(root: &Path) -> Result<Self> {
        let mut cargo = Command::new(env_cargo());
        cargo.args(["build", "--release", "--package", "backend", "--bins"]).current_dir(root);
        process::run(&mut cargo, "compile what is measured")?;
        Ok(Self {
            backend: root::target(root).join("release/chat-backend"),
            script: root.join("bench/chat/run.mjs"),
            manifests: root.join("preview/manifests"),
        })
    }

    /// Measures once, in a fresh browser.
    pub fn measure(&self, measurement: &Measurement, party: Party) -> Result<Numbers> {
        let mut node = Command::new("node");
        node.arg(&self.script).args([measurement.name, party.0]);
        node.env("CHAT_BACKEND_BIN", &self.backend).env("CHAT_MANIFEST", &self.manifests);
        let text = process::output(&mut node, "measurement")?;
        serde_json::from_str(&text).with_context(|| format!("`{text}` are no numbers"))
    }
}
