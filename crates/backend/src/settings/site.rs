//! What is mounted on the site: `CHAT_MANIFEST`.

use std::path::Path;

use manifest::ManifestSet;

use super::source::Source;
use crate::agent::ClientTools;

/// What is mounted on the site.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SiteSettings {
    /// The manifests at `CHAT_MANIFEST`.
    pub manifests: ManifestSet,
    /// The tools of the page that agents may be offered.
    pub client_tools: ClientTools,
}

impl SiteSettings {
    pub(super) fn read(source: &mut Source) -> Option<Self> {
        let remedy =
            "Name a Web Plugin manifest (siesta-agent-manifest.json), or a folder with one manifest a mode.";
        let path = source.required("CHAT_MANIFEST", remedy)?;
        match ManifestSet::load(Path::new(&path)) {
            Ok(manifests) => match ClientTools::compile(manifests.web_plugin()) {
                Ok(client_tools) => Some(Self { manifests, client_tools }),
                Err(problems) => {
                    for problem in problems {
                        source.refuse("CHAT_MANIFEST", format!("is {path}. {problem}"), "");
                    }
                    None
                }
            },
            Err(error) => {
                // The manifest's own message carries the remedies.
                source.refuse("CHAT_MANIFEST", format!("is {path}.\n{error}"), "");
                None
            }
        }
    }
}
