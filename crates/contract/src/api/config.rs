//! `GET /v1/config`: the public part of the Web Plugin manifest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the widget needs to know about its site. No id or URL that a browser doesn't need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConfigResponse {
    /// The AG-UI version spoken here, `1.0`.
    pub protocol: String,
    /// The backend's version.
    pub version: String,
    /// The oldest widget this backend serves.
    pub oldest_widget: String,
    /// Who answers; the first is the default.
    pub assistants: Vec<AssistantConfig>,
    /// Words of the site's owner.
    pub texts: TextsConfig,
    /// Look.
    pub theme: ThemeConfig,
    /// `bottom-end` or `bottom-start`.
    pub position: String,
    /// What may leave the page.
    pub page_context: PageContextConfig,
    /// Sizes.
    pub limits: LimitsConfig,
}

/// An assistant the visitor can talk to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AssistantConfig {
    /// Names it in URLs.
    pub role: String,
    /// Names it to people.
    pub label: String,
}

/// Words of the site's owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TextsConfig {
    /// Head of the panel.
    pub title: String,
    /// First words in an empty conversation.
    pub greeting: String,
    /// Questions offered in an empty conversation.
    pub suggestions: Vec<String>,
    /// In the empty text box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Below the text box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_notice: Option<String>,
}

/// Look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThemeConfig {
    /// `auto`, `light` or `dark`.
    pub mode: String,
    /// What differs from the widget's own look: values of CSS custom properties by their names without dashes,
    /// made of typed values. Every colour can be read where the widget draws it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// The icon in the bubble as data of an SVG path, where it isn't the widget's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// A line for the page's console, where colours of the manifest couldn't be read and others are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// What may leave the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum PageContextConfig {
    /// Nothing.
    Off,
    /// Address, title, language, description, headings.
    Basic,
    /// Basic and the visible text.
    Page,
}

/// Sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LimitsConfig {
    /// Longest message, in characters.
    pub message_chars: usize,
}
