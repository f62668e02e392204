//! `GET /v1/config`: the public part of the Web Plugin manifest.

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
    /// `#rrggbb`.
    pub accent: String,
    /// `auto`, `light` or `dark`.
    pub mode: String,
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
