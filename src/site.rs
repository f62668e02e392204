//! What the widget needs of `GET /v1/config`.

use contract::limits::MESSAGE_CHARS;
use js_sys::{Array, Object};
use page_context::Policy;
use wasm_bindgen::{JsCast, JsValue};

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
    /// CSS custom properties of the theme, without dashes, with their values.
    pub(crate) look: Vec<(String, String)>,
    /// Data of an SVG path; empty for the widget's own icon.
    pub(crate) icon: String,
    /// What the page's owner should know of the theme.
    pub(crate) notice: String,
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
            look: texts_of(&get(&theme, "properties")),
            icon: text(&theme, "icon"),
            notice: text(&theme, "notice"),
            mode: text(&theme, "mode"),
            position: text(config, "position"),
            // A policy this version does not know lets nothing out.
            page_context: text(config, "pageContext").parse().unwrap_or(Policy::Off),
            message_chars: limit.map_or(MESSAGE_CHARS, |limit| limit as usize),
        }
    }
}

/// The members of an object that are texts.
fn texts_of(value: &JsValue) -> Vec<(String, String)> {
    let entries = value.dyn_ref().map(Object::entries);
    let pair = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    entries.map(|entries| entries.iter().filter_map(pair).collect()).unwrap_or_default()
}
