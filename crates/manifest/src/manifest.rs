//! One file: which mode it is, and reading it as that.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::checks::{nearest::nearest, quote};
use crate::external_api::{self, ExternalApiManifest};
use crate::head::Head;
use crate::mode::Mode;
use crate::problem::{ManifestError, Problem};
use crate::read::{Choice, Fields, Node, Report};
use crate::realtime_api::{self, RealtimeApiManifest};
use crate::review::Review;
use crate::tail::Tail;
use crate::web_plugin::{self, WebPluginManifest};

/// A manifest of any mode. Placeholders may stand where ids will stand; [`ManifestSet`](crate::ManifestSet)
/// is what a running backend needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Manifest {
    /// Calls from a trusted backend.
    ExternalApi(ExternalApiManifest),
    /// Live sessions.
    RealtimeApi(RealtimeApiManifest),
    /// A widget on a website.
    WebPlugin(WebPluginManifest),
}

impl Manifest {
    /// Reads a manifest from a file's text. `file` only names it in messages. Unknown keys are kept;
    /// [`Review`] tells of them.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn from_json(file: &Path, text: &str) -> Result<Self, ManifestError> {
        Review::new(file, text).into_manifest()
    }

    /// Which contract it is.
    pub fn mode(&self) -> Mode {
        self.head().manifest_type
    }

    /// What every manifest says first.
    pub fn head(&self) -> &Head {
        match self {
            Self::ExternalApi(manifest) => &manifest.head,
            Self::RealtimeApi(manifest) => &manifest.head,
            Self::WebPlugin(manifest) => &manifest.head,
        }
    }

    /// What every manifest says last.
    pub fn tail(&self) -> &Tail {
        match self {
            Self::ExternalApi(manifest) => &manifest.tail,
            Self::RealtimeApi(manifest) => &manifest.tail,
            Self::WebPlugin(manifest) => &manifest.tail,
        }
    }

    /// Colours of a theme that can't be read, each with its contrast and what is drawn instead. Nobody has to
    /// change them, and people should know. `file` only names it in messages.
    pub fn unreadable_colors(&self, file: &Path) -> Vec<Problem> {
        match self {
            Self::WebPlugin(manifest) => manifest.unreadable_colors(file),
            Self::ExternalApi(_) | Self::RealtimeApi(_) => Vec::new(),
        }
    }

    /// `None` only where a problem was reported.
    pub(crate) fn read(document: &Value, report: &Report<'_>) -> Option<Self> {
        let fields = Node::new(document, "$".into(), report).fields();
        let mode = mode_of(document, report)?;
        refuse_sections_of_other_modes(&fields, mode);
        Some(Self::read_mode(mode, fields))
    }

    pub(crate) fn read_mode(mode: Mode, fields: Fields<'_>) -> Self {
        match mode {
            Mode::ExternalApi => Self::ExternalApi(ExternalApiManifest::read(fields)),
            Mode::RealtimeApi => Self::RealtimeApi(RealtimeApiManifest::read(fields)),
            Mode::WebPlugin => Self::WebPlugin(WebPluginManifest::read(fields)),
        }
    }
}

/// The keys that belong to one mode alone.
fn own_keys(mode: Mode) -> &'static [&'static str] {
    match mode {
        Mode::ExternalApi => external_api::OWN_KEYS,
        Mode::RealtimeApi => realtime_api::OWN_KEYS,
        Mode::WebPlugin => web_plugin::OWN_KEYS,
    }
}

/// Which contract the document says it is. The hand-written External API baseline has no `manifestType`.
fn mode_of(document: &Value, report: &Report<'_>) -> Option<Mode> {
    let members = document.as_object()?;
    let known = || Mode::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    let Some(value) = members.get("manifestType") else {
        if is_baseline(document) {
            return Some(Mode::ExternalApi);
        }
        report.refuse("$.manifestType", "is missing", format!("add one of {}", known().join(", ")));
        return None;
    };
    if let Some((_, mode)) = Mode::WORDS.iter().find(|(word, _)| value.as_str() == Some(word)) {
        return Some(*mode);
    }
    let node = Node::new(value, "$.manifestType".into(), report);
    let word = node.string();
    if value.is_string() {
        let remedy = match nearest(word, &known()) {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => format!("write one of {}", known().join(", ")),
        };
        node.refuse(format!("is {}, which is not a manifest type", quote(word)), remedy);
    }
    None
}

fn is_baseline(document: &Value) -> bool {
    document["integration"]["mode"] == Mode::ExternalApi.integration_mode()
        && document["siestaAi"].is_object()
}

fn refuse_sections_of_other_modes(fields: &Fields<'_>, mode: Mode) {
    for (_, other) in Mode::WORDS.iter().filter(|(_, other)| *other != mode) {
        for key in own_keys(*other) {
            fields.refuse_foreign(
                key,
                &format!("belongs to {}, and this is {}", other.manifest(), mode.manifest()),
                "move it into a file of its own: one file holds exactly one contract",
            );
        }
    }
}
