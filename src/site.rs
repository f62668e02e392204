//! What the widget needs of `GET /v1/config`.

use contract::limits::MESSAGE_CHARS;
use page_context::Policy;
use wasm_bindgen::JsValue;

use crate::net::decode::{get, list, text};

/// The site's public configuration. Absent fields have their defaults.
pub(crate) struct Site {
    /// Roles of the assistants; the first is the default.
    pub(crate) roles: Vec<String>,
    pub(crate) title: String,
    pub(crate) greeting: String,
    pub(crate) suggestions: Vec<String>,
    pub(crate) placeholder: String,
    pub(crate) legal_notice: String,
    /// `#rrggbb`.
    pub(crate) accent: String,
    /// `auto`, `light` or `dark`.
    pub(crate) mode: String,
    /// `bottom-end` or `bottom-start`.
    pub(crate) position: String,
    pub(crate) page_context: Policy,
    /// Longest message, in characters.
    pub(crate) message_chars: usize,
}

impl Site {
    /// Reads the backend's answer.
    pub(crate) fn decode(config: &JsValue) -> Self {
        let texts = get(config, "texts");
        let theme = get(config, "theme");
        let limit = get(&get(config, "limits"), "messageChars").as_f64();
        Self {
            roles: list(&get(config, "assistants")).iter().map(|assistant| text(assistant, "role")).collect(),
            title: text(&texts, "title"),
            greeting: text(&texts, "greeting"),
            suggestions: list(&get(&texts, "suggestions")).iter().filter_map(JsValue::as_string).collect(),
            placeholder: text(&texts, "placeholder"),
            legal_notice: text(&texts, "legalNotice"),
            accent: text(&theme, "accent"),
            mode: text(&theme, "mode"),
            position: text(config, "position"),
            // A policy this version does not know lets nothing out.
            page_context: text(config, "pageContext").parse().unwrap_or(Policy::Off),
            message_chars: limit.map_or(MESSAGE_CHARS, |limit| limit as usize),
        }
    }
}
