//! The public part of the Web Plugin manifest, field by field: what is not named here stays here.

mod theme;

use contract::api::{AssistantConfig, ConfigResponse, LimitsConfig, PageContextConfig, TextsConfig};
use contract::limits;
use manifest::{PageContextPolicy, WebPluginManifest};

/// The oldest widget whose requests are understood.
const OLDEST_WIDGET: &str = "0.1.0";

/// What a page may know.
pub fn from_manifest(manifest: &WebPluginManifest) -> ConfigResponse {
    let widget = &manifest.web_plugin;
    let assistants = manifest
        .tail
        .assistants
        .iter()
        .map(|assistant| AssistantConfig { role: assistant.role.clone(), label: assistant.label.clone() });
    ConfigResponse {
        protocol: limits::PROTOCOL_VERSION.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        oldest_widget: OLDEST_WIDGET.to_owned(),
        assistants: assistants.collect(),
        texts: TextsConfig {
            title: widget.texts.title.clone(),
            greeting: widget.texts.greeting.clone(),
            suggestions: widget.texts.suggestions.clone(),
            placeholder: widget.texts.placeholder.clone(),
            legal_notice: widget.texts.legal_notice.clone(),
        },
        theme: theme::from_manifest(&widget.theme),
        position: widget.position.as_str().to_owned(),
        page_context: page_context(widget.page_context),
        limits: LimitsConfig { message_chars: limits::MESSAGE_CHARS },
    }
}

/// The same policy in the words of the wire.
pub fn page_context(policy: PageContextPolicy) -> PageContextConfig {
    match policy {
        PageContextPolicy::Off => PageContextConfig::Off,
        PageContextPolicy::Basic => PageContextConfig::Basic,
        PageContextPolicy::Page => PageContextConfig::Page,
    }
}
