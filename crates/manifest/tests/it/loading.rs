//! What a good set says.

use manifest::{ColorMode, ManifestSet, PageContextPolicy, Position, Theme, Transport};
use serde_json::json;

use crate::support::{Folder, good, preview_folder};

const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";
const OTHER_AGENT: &str = "5e1a7a00-0000-4000-8000-000000000002";

#[test]
fn the_manifests_of_the_preview_page_load() {
    let set = ManifestSet::load(&preview_folder()).unwrap();
    let [assistant] = set.assistants() else { panic!("one assistant expected") };
    assert_eq!(assistant.role, "primary");
    assert_eq!(assistant.label, "Siesta Chat");
    assert_eq!(assistant.agent_id.to_string(), AGENT);
    assert_eq!(assistant.transport, Transport::Realtime);
    assert_eq!(set.organization_id(), Some("5e1a7a00-0000-4000-8000-0000000000aa"));

    let plugin = &set.web_plugin().web_plugin;
    assert_eq!(plugin.page_context, PageContextPolicy::Basic);
    assert_eq!(plugin.position, Position::BottomEnd);
    assert_eq!(plugin.theme.mode, ColorMode::Auto);
    assert_eq!(plugin.theme.light.accent.unwrap().to_string(), "#1f6f5c");
    assert_eq!(plugin.texts.title, "Siesta Chat");
    assert_eq!(plugin.texts.suggestions.len(), 3);
}

#[test]
fn a_single_web_plugin_file_is_a_whole_set_without_streaming() {
    let set = ManifestSet::load(&preview_folder().join("web-plugin.json")).unwrap();
    assert_eq!(set.assistants()[0].transport, Transport::Response);
    assert!(set.realtime_api().is_none() && set.external_api().is_none());
}

#[test]
fn an_assistant_streams_only_when_the_realtime_manifest_names_its_role() {
    let folder = Folder::good();
    let second = json!({"role": "docs", "label": "Docs", "agentId": OTHER_AGENT});
    folder.change("web-plugin.json", "/assistants/1", Some(second));
    let set = folder.load().unwrap();
    let transports: Vec<_> = set.assistants().iter().map(|it| (it.role.as_str(), it.transport)).collect();
    assert_eq!(transports, [("primary", Transport::Realtime), ("docs", Transport::Response)]);
}

#[test]
fn what_a_web_plugin_leaves_out_has_a_default() {
    let folder = Folder::with(&["web-plugin.json"]);
    folder.change("web-plugin.json", "/webPlugin", Some(json!({})));
    for key in ["/automation", "/implementationSteps", "/codingAgentInstructions", "/inputs/organizationId"] {
        folder.change("web-plugin.json", key, None);
    }
    let set = folder.load().unwrap();
    let plugin = &set.web_plugin().web_plugin;
    assert_eq!(plugin.page_context, PageContextPolicy::Basic);
    assert_eq!(plugin.texts.title, "Chat");
    assert_eq!(*plugin.theme, Theme::default());
    assert_eq!(set.organization_id(), None);
}

#[test]
fn files_that_are_no_json_or_hidden_are_left_alone() {
    let folder = Folder::good();
    folder.write("README.md", "# not a manifest");
    folder.write(".web-plugin.json", "half an edit");
    std::fs::create_dir(folder.path().join("old.json")).unwrap();
    folder.load().unwrap();
}

#[test]
fn a_byte_order_mark_is_no_error() {
    let folder = Folder::good();
    folder.write("web-plugin.json", format!("\u{feff}{}", good("web-plugin.json")));
    folder.load().unwrap();
}
