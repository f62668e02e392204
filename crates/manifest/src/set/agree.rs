//! Whether the files of a set name the same agents and the same organization, and name them at all.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::files;
use crate::assistant::AssistantEntry;
use crate::manifest::Manifest;
use crate::mode::Mode;
use crate::problem::Problem;
use crate::read::{item, member};
use crate::value::Id;

/// One place where an id stands.
struct Mention<'a> {
    file: &'a Path,
    path: String,
    subject: Subject<'a>,
    id: &'a Id,
}

/// Whose id it is. Equal subjects must have equal ids throughout the set.
#[derive(Clone, Copy, PartialEq)]
enum Subject<'a> {
    Role(&'a str),
    /// The agent of a file as a whole: one of its assistants.
    AnyAssistant,
    Organization,
}

/// Compares every mention with the first one of its subject. The Web Plugin manifest speaks first.
pub(super) fn check(manifests: &[(PathBuf, Manifest)], problems: &mut Vec<Problem>) {
    let mentions = mentions(manifests);
    for (index, mention) in mentions.iter().enumerate() {
        let Some(id) = mention.id.uuid() else {
            problems.push(mention.problem(
                format!("is still the placeholder {}", mention.id),
                "write the id from Siesta AI in its place; it looks like 123e4567-e89b-12d3-a456-426614174000",
            ));
            continue;
        };
        if mention.subject == Subject::AnyAssistant {
            mention.check_among(id, &mentions, problems);
        } else if let Some(first) = mentions[..index].iter().find(|first| first.subject == mention.subject) {
            mention.check_equal(id, first, problems);
        }
    }
}

/// The organization that the set names.
pub(super) fn organization_id(manifests: &[(PathBuf, Manifest)]) -> Option<Uuid> {
    mentions(manifests)
        .iter()
        .filter(|mention| mention.subject == Subject::Organization)
        .find_map(|it| it.id.uuid())
}

impl Mention<'_> {
    fn check_equal(&self, id: Uuid, first: &Mention<'_>, problems: &mut Vec<Problem>) {
        let Some(expected) = first.id.uuid().filter(|expected| *expected != id) else { return };
        let whose = match self.subject {
            Subject::Role(role) => format!("the role \"{role}\""),
            Subject::AnyAssistant | Subject::Organization => "the organization".into(),
        };
        problems.push(self.problem(
            format!("is {id}, but {} at {} says {expected} for {whose}", files::name(first.file), first.path),
            "write the same id in both places",
        ));
    }

    fn check_among(&self, id: Uuid, mentions: &[Mention<'_>], problems: &mut Vec<Problem>) {
        let mut roles = mentions
            .iter()
            .filter(|other| other.file == self.file && matches!(other.subject, Subject::Role(_)))
            .peekable();
        if roles.peek().is_some() && !roles.any(|other| other.id.uuid() == Some(id)) {
            problems.push(self.problem(
                format!("is {id}, and no assistant of this file has that agent"),
                "write the agentId of the primary assistant",
            ));
        }
    }

    fn problem(&self, reason: String, remedy: &str) -> Problem {
        Problem { file: self.file.to_owned(), path: self.path.clone(), reason, remedy: remedy.into() }
    }
}

/// Every id of the set, the Web Plugin manifest's first.
fn mentions(manifests: &[(PathBuf, Manifest)]) -> Vec<Mention<'_>> {
    let mut mentions = Vec::new();
    for web_plugin in [true, false] {
        for (file, manifest) in
            manifests.iter().filter(|(_, it)| (it.mode() == Mode::WebPlugin) == web_plugin)
        {
            collect(file, manifest, &mut mentions);
        }
    }
    mentions
}

fn collect<'a>(file: &'a Path, manifest: &'a Manifest, mentions: &mut Vec<Mention<'a>>) {
    let mut assistants = |path: &str, list: &'a [AssistantEntry]| {
        for (index, entry) in list.iter().enumerate() {
            let path = member(&item(path, index), "agentId");
            mentions.push(Mention { file, path, subject: Subject::Role(&entry.role), id: &entry.agent_id });
        }
    };
    assistants("$.assistants", &manifest.tail().assistants);
    let inputs = manifest.head().inputs.as_ref();
    if let Some(inputs) = inputs {
        assistants("$.inputs.assistants", &inputs.assistants);
    }
    if let Manifest::ExternalApi(manifest) = manifest {
        assistants("$.siestaAi.assistants", &manifest.siesta_ai.assistants);
    }
    let mut single = |path: &str, subject, id: Option<&'a Id>| {
        if let Some(id) = id {
            mentions.push(Mention { file, path: path.into(), subject, id });
        }
    };
    if let Some(inputs) = inputs {
        single("$.inputs.agentId", Subject::AnyAssistant, inputs.agent_id.as_ref());
        single("$.inputs.organizationId", Subject::Organization, inputs.organization_id.as_ref());
    }
    if let Manifest::ExternalApi(manifest) = manifest {
        // Templates of a call: a placeholder is at home here, and only a filled-in id can disagree.
        let filled = |id: &'a Id| id.uuid().map(|_| id);
        let parameters = manifest.siesta_ai.required_path_parameters.as_ref();
        let agent_id = parameters.and_then(|it| it.agent_id.as_ref()).and_then(filled);
        single("$.siestaAi.requiredPathParameters.agentId", Subject::AnyAssistant, agent_id);
        let organization_id = filled(&manifest.siesta_ai.required_headers.organization_id);
        single("$.siestaAi.requiredHeaders['X-Org-Id']", Subject::Organization, organization_id);
    }
}
