//! Reads an event stream from a response's body.

use contract::sse::{Decoder, Frame, KEEP_ALIVE};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::decode;

/// Calls `on_frame` with each frame, until the stream ends or breaks, or `on_frame` returns false; `on_silence` at
/// each sign of life without one.
pub(crate) async fn read(
    response: &Response,
    on_silence: impl Fn(),
    mut on_frame: impl FnMut(Frame) -> bool,
) {
    let Some(body) = response.body() else { return };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut decoder = Decoder::default();
    let mut wanted = true;
    while wanted {
        let Ok(result) = JsFuture::from(reader.read()).await else { return };
        let Ok(chunk) = decode::get(&result, "value").dyn_into::<Uint8Array>() else { return };
        if chunk.length() as usize <= KEEP_ALIVE.len() {
            on_silence();
        }
        let decoded = decoder.push(&chunk.to_vec(), &mut |frame| wanted = wanted && on_frame(frame));
        if decoded.is_err() {
            break;
        }
    }
    let _ = reader.cancel();
}
