//! The manifests of one deployment together: what is mounted, and over which transport.

mod agree;
mod files;

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::external_api::ExternalApiManifest;
use crate::manifest::Manifest;
use crate::mode::Mode;
use crate::problem::{ManifestError, Problem};
use crate::realtime_api::RealtimeApiManifest;
use crate::review::Review;
use crate::web_plugin::WebPluginManifest;

/// One Web Plugin manifest and at most one manifest of each other mode, checked for use at run time: every id
/// is filled in, and the files agree with each other.
#[derive(Clone, Debug, PartialEq)]
pub struct ManifestSet {
    web_plugin: WebPluginManifest,
    realtime_api: Option<RealtimeApiManifest>,
    external_api: Option<ExternalApiManifest>,
    assistants: Vec<MountedAssistant>,
    organization_id: Option<String>,
}

/// An assistant that visitors can talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountedAssistant {
    /// Names it in URLs.
    pub role: String,
    /// Names it to people.
    pub label: String,
    /// The agent at Siesta AI.
    pub agent_id: Uuid,
    /// How the agent is reached.
    pub transport: Transport,
}

/// How an agent is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Text over the Realtime WebSocket: the answer streams.
    Realtime,
    /// One request of the External API: the answer comes whole.
    Response,
}

impl ManifestSet {
    /// Loads a Web Plugin manifest, or a folder with at most one `*.json` manifest per mode. Names that start
    /// with a dot are left alone, and folders are not searched. `${NAME}` stands for what the process's
    /// environment has.
    ///
    /// # Errors
    /// Every problem of every file, so that one look is enough. Unknown keys are problems here.
    pub fn load(path: &Path) -> Result<Self, ManifestError> {
        Self::load_with(path, &|name| std::env::var(name).ok())
    }

    /// [`load`](Self::load) with an environment of the caller's: a value for each name, where it has one.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_with(
        path: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ManifestError> {
        let mut problems = Vec::new();
        let mut manifests = Vec::new();
        for file in files::list(path)? {
            let read = |text: String| Review::at_run_time(&file, &text, environment).into_manifest();
            match files::read(&file).and_then(read) {
                Ok(manifest) => manifests.push((file, manifest)),
                Err(error) => problems.extend(error.into_problems()),
            }
        }
        // A file that could not be read may well be the one that would be missed.
        let all_read = problems.is_empty();
        if all_read && !manifests.iter().any(|(_, manifest)| manifest.mode() == Mode::WebPlugin) {
            problems.push(missing_web_plugin(path));
        }
        refuse_second_of_a_mode(&manifests, &mut problems);
        agree::check(&manifests, &mut problems);
        match Self::assemble(manifests) {
            Some(set) if problems.is_empty() => Ok(set),
            _ => Err(ManifestError::new(problems)),
        }
    }

    /// The site's own manifest.
    pub fn web_plugin(&self) -> &WebPluginManifest {
        &self.web_plugin
    }

    /// The Realtime contract, when the set has one.
    pub fn realtime_api(&self) -> Option<&RealtimeApiManifest> {
        self.realtime_api.as_ref()
    }

    /// The External API contract, when the set has one.
    pub fn external_api(&self) -> Option<&ExternalApiManifest> {
        self.external_api.as_ref()
    }

    /// Who answers on the site, in the order of the Web Plugin manifest; the first is the default.
    pub fn assistants(&self) -> &[MountedAssistant] {
        &self.assistants
    }

    /// The organization that the manifests name.
    pub fn organization_id(&self) -> Option<&str> {
        self.organization_id.as_deref()
    }

    /// `None` without a Web Plugin manifest.
    fn assemble(manifests: Vec<(PathBuf, Manifest)>) -> Option<Self> {
        let organization_id = agree::organization_id(&manifests).map(|id| id.to_string());
        let (mut web_plugin, mut realtime_api, mut external_api) = (None, None, None);
        for (_, manifest) in manifests {
            match manifest {
                Manifest::WebPlugin(manifest) => web_plugin = Some(manifest),
                Manifest::RealtimeApi(manifest) => realtime_api = Some(manifest),
                Manifest::ExternalApi(manifest) => external_api = Some(manifest),
            }
        }
        let web_plugin = web_plugin?;
        let assistants = mount(&web_plugin, realtime_api.as_ref());
        Some(Self { web_plugin, realtime_api, external_api, assistants, organization_id })
    }
}

fn mount(
    web_plugin: &WebPluginManifest,
    realtime_api: Option<&RealtimeApiManifest>,
) -> Vec<MountedAssistant> {
    let streams = |role: &str, agent_id: Uuid| {
        realtime_api.is_some_and(|manifest| {
            manifest
                .tail
                .assistants
                .iter()
                .any(|entry| entry.role == role && entry.agent_id.uuid() == Some(agent_id))
        })
    };
    web_plugin
        .tail
        .assistants
        .iter()
        .filter_map(|entry| {
            let agent_id = entry.agent_id.uuid()?;
            let transport =
                if streams(&entry.role, agent_id) { Transport::Realtime } else { Transport::Response };
            Some(MountedAssistant {
                role: entry.role.clone(),
                label: entry.label.clone(),
                agent_id,
                transport,
            })
        })
        .collect()
}

fn missing_web_plugin(path: &Path) -> Problem {
    Problem {
        file: path.to_owned(),
        path: "$".into(),
        reason: "holds no Web Plugin manifest, which says what to mount on the site".into(),
        remedy: "add a JSON file with \"manifestType\": \"siesta-web-plugin\"".into(),
    }
}

fn refuse_second_of_a_mode(manifests: &[(PathBuf, Manifest)], problems: &mut Vec<Problem>) {
    for mode in [Mode::WebPlugin, Mode::RealtimeApi, Mode::ExternalApi] {
        let mut files =
            manifests.iter().filter(|(_, manifest)| manifest.mode() == mode).map(|(file, _)| file);
        let Some(first) = files.next() else { continue };
        for second in files {
            problems.push(Problem {
                file: second.clone(),
                path: "$.manifestType".into(),
                reason: format!("is a second {} manifest; the first is {}", mode.name(), files::name(first)),
                remedy: "keep one of the two in the folder".into(),
            });
        }
    }
}
