//! Ids that this page makes.

use wasm_bindgen::{JsCast, JsValue};

use super::decode;

/// A UUID that begins with the time and is random otherwise (RFC 9562, version 7), so that what is kept by id is in
/// order. The browser's own `randomUUID` is missing outside of secure contexts.
pub(super) fn new_id() -> String {
    let mut bytes = [0_u8; 16];
    let crypto = web_sys::window().map(|window| decode::get(&window, "crypto")).unwrap_or(JsValue::UNDEFINED);
    if let Some(crypto) = crypto.dyn_ref::<web_sys::Crypto>() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes[..6].copy_from_slice(&(js_sys::Date::now() as u64).to_be_bytes()[2..]);
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
    }
    id
}
