//! The other pages of this browser: one of them leads a conversation, and all hear what it hears.
//!
//! The leader holds a Web Lock named after the thread, and with it the connection. When its page closes, the browser
//! gives the lock to the next. Where a browser has no locks or no channel, every page is alone and leads.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::client::{object, set};
use super::decode::get;
use super::pause::Later;
use crate::ui::dom::spawn;

/// Apart from the channel on which pages say that the visitor has left: a page that a browser keeps for later has to be
/// told that, and nothing else.
const NAME: &str = "siesta-chat-events";

#[wasm_bindgen]
extern "C" {
    type BroadcastChannel;
    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &BroadcastChannel, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &BroadcastChannel, handler: &JsValue);
    #[wasm_bindgen(method)]
    fn close(this: &BroadcastChannel);
}

/// The channel to the other pages.
#[derive(Default)]
pub(crate) struct Tabs(RefCell<Option<Channel>>);

type Channel = (BroadcastChannel, Closure<dyn FnMut(JsValue)>);

impl Tabs {
    /// Hears what the others say from now on.
    pub(crate) fn join(&self, hear: impl Fn(&JsValue) + 'static) {
        let Ok(channel) = BroadcastChannel::new(NAME) else { return };
        let handler = Closure::<dyn FnMut(JsValue)>::wrap(Box::new(move |event| hear(&get(&event, "data"))));
        channel.set_onmessage(handler.as_ref());
        self.0.replace(Some((channel, handler)));
    }

    /// Hears and says no more.
    pub(crate) fn part(&self) {
        if let Some((channel, _)) = self.0.take() {
            channel.close();
        }
    }

    /// Tells the others.
    pub(crate) fn tell(&self, message: &JsValue) {
        if let Some((channel, _)) = &*self.0.borrow() {
            // A page that can't be told finds out by itself.
            let _ = channel.post_message(message);
        }
    }
}

/// The right to hold a conversation's connection, until it is dropped.
pub(crate) struct Lease(Option<Later>);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(held) = &self.0 {
            held.now();
        }
    }
}

/// Waits for the right to lead; none when the signal ends the wait.
pub(crate) async fn lead(thread_id: &str, signal: &AbortSignal) -> Option<Lease> {
    let locks = web_sys::window().map(|window| get(&get(&window, "navigator"), "locks")).unwrap_or_default();
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return Some(Lease(None)) };
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
