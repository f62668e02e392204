//! The chat widget: mounts a chat into the page, takes cleaned page context along and streams answers.
//!
//! The road of a message, in the order of the modules: [`chat`] holds the conversation and the one reducer
//! that changes it; `net` talks to the backend; `host` is all that touches the embedding page; `ui` shows the
//! conversation; `boot` puts them together. The pure modules build and are tested on the host as well.

pub mod chat;
pub mod locales;
pub mod net;

#[cfg(target_arch = "wasm32")]
mod boot;
#[cfg(target_arch = "wasm32")]
pub mod host;
#[cfg(target_arch = "wasm32")]
mod model;
#[cfg(target_arch = "wasm32")]
mod options;
#[cfg(target_arch = "wasm32")]
mod site;
#[cfg(target_arch = "wasm32")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
pub use boot::{Widget, mount};
