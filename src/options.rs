//! What the page's script tag asks for.

use serde::Deserialize;

/// The tag's `data-*` attributes, and what the loader adds. Unknown ones are ignored: a page may carry
/// attributes for a newer widget.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Options {
    /// Origin of the backend, without a slash at its end.
    pub(crate) backend: String,
    /// Role of the assistant to mount; the manifest's first one when absent.
    pub(crate) assistant: Option<String>,
    /// Name of the chat; the manifest's title when absent.
    pub(crate) label: Option<String>,
    /// `auto`, `light` or `dark`; the manifest's mode when absent.
    pub(crate) theme: Option<String>,
    /// `bottom-end` or `bottom-start`; the manifest's position when absent.
    pub(crate) position: Option<String>,
    /// `off` keeps the page to itself whatever the manifest says.
    pub(crate) page_context: Option<String>,
    /// Whether the panel is open when the widget takes over.
    pub(crate) open: bool,
}
