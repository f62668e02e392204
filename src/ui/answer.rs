//! What can be done with an answer: copy, wrap, load a picture, look at a source. A piece of its own, which loads
//! when the first answer is whole; from then on each block gets its tools as soon as it is whole.

mod attach;
mod colour;
mod formula;
mod make;
mod picture;
mod press;
mod source;
mod style;
mod table;

use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::Owner;
use leptos::wasm_split;
use web_sys::Element;

use crate::chat::Citation;
use crate::host;
use crate::net::run::Session;

/// Whether the piece is here.
static LOADED: AtomicBool = AtomicBool::new(false);

/// An answer, or as much of it as there is.
#[derive(Clone)]
pub struct Answer {
    /// The message with all that is around its text.
    pub article: Element,
    /// The text.
    pub body: Element,
    /// The text as it was written.
    pub markdown: Rc<dyn Fn() -> String>,
    /// The sources of its numbers.
    pub citations: Vec<Citation>,
    /// What listens to it ends with this.
    pub owner: Owner,
    /// Whether no more will come.
    pub is_whole: bool,
}

/// Gives tools to what has become whole, once the page is quiet.
pub(super) fn tend(session: Session, answer: Answer) {
    if !answer.is_whole && !LOADED.load(Ordering::Relaxed) {
        return;
    }
    session.spawn(async move {
        loop {
            host::idle::idle().await;
            // Without the piece an answer can be read all the same.
            let Ok(is_all) = dress(answer.clone()).await else { return };
            LOADED.store(true, Ordering::Relaxed);
            if is_all {
                return;
            }
        }
    });
}

/// Gives tools to what is whole, from a module of its own where the build makes one. A long answer takes several calls:
/// true when nothing is left.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(answer, wasm_split_path = wasm_split, fallible)]
pub fn dress(answer: Answer) -> Result<bool, wasm_split::SplitLoaderError> {
    Ok(attach::attach(&answer))
}

/// Gives tools to what is whole. A long answer takes several calls: true when nothing is left.
///
/// # Errors
///
/// None: nothing has to be loaded.
#[cfg(not(feature = "split"))]
pub async fn dress(answer: Answer) -> Result<bool, wasm_split::SplitLoaderError> {
    Ok(attach::attach(&answer))
}
