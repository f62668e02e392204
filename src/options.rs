//! What the page's script tag asks for.

use wasm_bindgen::JsValue;

use crate::net::decode::{get, text};

/// The tag's `data-*` attributes, and what the loader adds; theme and position are on the host element. Unknown ones
/// are ignored: a page may carry attributes for a newer widget. An absent one is empty, and the manifest decides.
#[derive(Clone)]
pub(crate) struct Options {
    /// Origin of the backend, without a slash at its end.
    pub(crate) backend: String,
    /// An AG-UI server that answers instead of the backend; empty where the backend does.
    pub(crate) agent_url: String,
    /// Role of the assistant to mount.
    pub(crate) assistant: String,
    /// Name of the chat.
    pub(crate) label: String,
    /// `off` keeps the page to itself whatever the manifest says.
    pub(crate) page_context: String,
    /// What proves who the page's user is: a JWT, or a function that gives one; undefined for an anonymous visitor.
    pub(crate) identity: JsValue,
    /// Whether the panel is open when the widget takes over.
    pub(crate) is_open: bool,
}

impl Options {
    /// Reads the object that the loader hands over.
    pub(crate) fn decode(options: &JsValue) -> Self {
        Self {
            backend: text(options, "backend"),
            agent_url: text(options, "agentUrl"),
            assistant: text(options, "assistant"),
            label: text(options, "label"),
            page_context: text(options, "pageContext"),
            identity: get(options, "identity"),
            is_open: get(options, "open").is_truthy(),
        }
    }
}
