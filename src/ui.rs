//! What the visitor sees. The loader made the outer elements; the components take them over and fill them.

pub mod answer;
mod app;
mod composer;
pub(crate) mod dom;
mod header;
mod history;
mod list;
mod locale;
pub mod markdown;
mod message;
mod node;
mod shell;
pub(crate) mod texts;
mod thread;

pub(crate) use app::App;
