//! The other pages of this browser: one of them leads a conversation, and all hear what it hears.
//!
//! The leader holds a Web Lock named after the thread, and with it the connection. When its page closes, the browser
//! gives the lock to the next; while it sleeps with the lock, another goes on without. Where a browser has no locks or no
//! channel, every page is alone and leads.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::client::{object, set};
use super::decode::get;
use super::pause::Later;
use crate::ui::dom::spawn;

/// Of the channel, and of the locks. Apart from the channel on which pages say that the visitor has left: a page that a
/// browser keeps for later has to be told that, and nothing else.
pub(super) const NAME: &str = "siesta-chat-events";

/// The right to hold a conversation's connection, until it is dropped.
pub(crate) struct Lease(Option<Later>);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(held) = &self.0 {
            held.now();
        }
    }
}

/// The right of somebody who waits for nobody.
pub(crate) fn alone() -> Lease {
    Lease(None)
}

/// Waits for the right to lead; none when the signal ends the wait.
pub(crate) async fn lead(thread_id: &str, signal: &AbortSignal) -> Option<Lease> {
    let locks = web_sys::window().map(|window| get(&get(&window, "navigator"), "locks")).unwrap_or_default();
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return Some(alone()) };
    let options = object(&[]);
    set(&options, "signal", signal);
    let (held, granted) = (Later::new(), Later::new());
    let lease = Lease(Some(held.clone()));
    let on_granted = granted.clone();
    let hold = Closure::once_into_js(move || {
        on_granted.now();
        held.promise
    });
    let name = JsValue::from_str(&[NAME, ":", thread_id].concat());
    let asked = request.call3(&locks, &name, &options, &hold);
    let asked: Promise = asked.map_or_else(|error| Promise::reject(&error), JsCast::unchecked_into);
    let waited = granted.promise.clone();
    spawn(async move {
        // Also when it is refused: this page may use no locks, and is alone.
        let _ = JsFuture::from(asked).await;
        granted.now();
    });
    let _ = JsFuture::from(waited).await;
    (!signal.aborted()).then_some(lease)
}
