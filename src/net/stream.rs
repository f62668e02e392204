//! Reads an event stream from a response's body.

use contract::sse::Decoder;
use gloo_net::http::Response;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::decode;
use crate::chat::StreamEvent;

/// Calls `on_event` with the number and the event of each frame, until the stream ends or breaks, or `on_event`
/// returns false.
pub(crate) async fn read(response: &Response, mut on_event: impl FnMut(Option<u64>, StreamEvent) -> bool) {
    let Some(body) = response.body() else { return };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut decoder = Decoder::default();
    let mut wanted = true;
    while wanted {
        let Ok(result) = JsFuture::from(reader.read()).await else { return };
        let Ok(chunk) = decode::get(&result, "value").dyn_into::<Uint8Array>() else { return };
        let decoded = decoder.push(&chunk.to_vec(), &mut |frame| {
            wanted = wanted && on_event(frame.id, decode::event(&frame.data));
        });
        if decoded.is_err() {
            break;
        }
    }
    let _ = reader.cancel();
}
