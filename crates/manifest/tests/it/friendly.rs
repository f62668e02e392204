//! The text a person reads when a set is refused.

use std::path::Path;

use manifest::{Manifest, ManifestSet};
use serde_json::json;

use crate::support::Folder;

/// The text with the folder's random name taken out.
fn text(folder: &Folder) -> String {
    let error = folder.load().unwrap_err().to_string();
    error.replace(&folder.path().display().to_string(), "manifests")
}

#[test]
fn several_problems_are_told_at_once_file_by_file() {
    let folder = Folder::good();
    folder.change("web-plugin.json", "/webPlugin/theme/accent", Some(json!("url(x)")));
    folder.change("web-plugin.json", "/webPlugin/pageContxt", Some(json!("off")));
    folder.change("external-api.json", "/siestaAi/requiredHeaders/X-Api-Key", Some(json!("live-key")));
    folder.change("realtime-api.json", "/assistants/0/role", Some(json!("Primary")));
    insta::assert_snapshot!(text(&folder));
}

#[test]
fn files_that_disagree_are_named() {
    let folder = Folder::good();
    let other = json!("5e1a7a00-0000-4000-8000-000000000002");
    folder.change("realtime-api.json", "/assistants/0/agentId", Some(other));
    insta::assert_snapshot!(text(&folder));
}

#[test]
fn broken_json_is_told_with_line_and_column() {
    let folder = Folder::good();
    folder.write("web-plugin.json", "{\n  \"manifestVersion\": \"1.0\",\n  \"name\": \"a\" \"b\"\n}");
    insta::assert_snapshot!(text(&folder));
}

#[test]
fn a_key_that_occurs_twice_is_told_with_line_and_column() {
    let error =
        Manifest::from_json(Path::new("twice.json"), "{\n  \"name\": 1,\n  \"name\": 2\n}").unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn an_unfilled_manifest_of_the_vendor_says_which_ids_are_missing() {
    let folder = Folder::with(&["web-plugin.json"]);
    folder.write("external-api.json", include_str!("../golden/external-api.generated.json"));
    insta::assert_snapshot!(text(&folder));
}

#[test]
fn a_path_that_leads_nowhere_is_told() {
    let error = ManifestSet::load(Path::new("no/such/manifests")).unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn a_file_that_is_not_text_and_one_that_is_too_large_are_told() {
    let folder = Folder::with(&["web-plugin.json"]);
    folder.write("binary.json", [b'{', 0xff]);
    folder.write("large.json", " ".repeat(300 * 1024));
    folder.write("list.json", "[]");
    insta::assert_snapshot!(text(&folder));
}
