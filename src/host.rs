//! All that touches the embedding page, besides the widget's own shadow root.

pub(crate) mod clipboard;
pub(crate) mod events;
pub(crate) mod idle;
pub(crate) mod language;
pub(crate) mod lifecycle;
pub mod page_context;
pub(crate) mod screen;
