//! The visitor's clipboard.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::net::decode::get;

/// Puts a text there. False where the page or the browser doesn't let it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = get(&get(&window, "navigator"), "clipboard");
    // There is none on a page without https.
    let Ok(write) = get(&clipboard, "writeText").dyn_into::<Function>() else { return false };
    match write.call1(&clipboard, &JsValue::from_str(text)).map(Promise::from) {
        Ok(written) => JsFuture::from(written).await.is_ok(),
        Err(_) => false,
    }
}
