//! What the visitor sees. The loader made the outer elements; the components take them over and fill them.

pub mod answer;
mod app;
mod attributes;
mod composer;
pub(crate) mod dom;
mod header;
mod history;
pub mod markdown;
mod message;
mod shell;
pub(crate) mod texts;
mod thread;

pub(crate) use app::App;
