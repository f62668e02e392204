//! Work that can wait until the page has nothing better to do.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::net::decode::get;

/// Waits for a quiet moment, or for the next one where the browser knows none.
pub(crate) async fn idle() {
    let Some(window) = web_sys::window() else { return };
    let ask = ["requestIdleCallback", "setTimeout"].map(|name| get(&window, name).dyn_into::<Function>());
    let Some(ask) = ask.into_iter().flatten().next() else { return };
    let quiet = Promise::new(&mut |resolve, _| {
        let _ = ask.call1(&window, &resolve);
    });
    let _ = JsFuture::from(quiet).await;
}
