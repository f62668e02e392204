//! All that touches the embedding page, besides the widget's own shadow root.

pub(crate) mod events;
pub mod page_context;
