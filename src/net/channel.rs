//! Channels to the other pages of this browser. Where it has none, nobody hears anything.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::decode::get;

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

/// A channel, as long as this page takes part.
#[derive(Default)]
pub(super) struct Channel(RefCell<Option<Joined>>);

type Joined = (BroadcastChannel, Closure<dyn FnMut(JsValue)>);

impl Channel {
    /// Hears what the others say from now on.
    pub(super) fn join(&self, name: &str, hear: Box<dyn Fn(&JsValue)>) {
        let Ok(channel) = BroadcastChannel::new(name) else { return };
        let handler = Closure::<dyn FnMut(JsValue)>::wrap(Box::new(move |event| hear(&get(&event, "data"))));
        channel.set_onmessage(handler.as_ref());
        self.0.replace(Some((channel, handler)));
    }

    /// Hears and says no more.
    pub(super) fn part(&self) {
        if let Some((channel, _)) = self.0.take() {
            channel.close();
        }
    }

    /// Tells the others.
    pub(super) fn tell(&self, message: &JsValue) {
        if let Some((channel, _)) = &*self.0.borrow() {
            // A page that can't be told finds out by itself.
            let _ = channel.post_message(message);
        }
    }
}
