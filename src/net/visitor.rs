//! The visitor: a non-extractable P-256 key that this browser keeps in IndexedDB (WebCrypto).
//!
//! It is kept with the first message and never before; nothing is stored for somebody who only looks.

use base64_url::encode;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

pub(crate) use super::database::forget;
use super::database::{KEYS, read, write};
use super::decode::get;

const KEY: &str = "visitor";

/// A visitor's key.
#[derive(Clone)]
pub(crate) struct VisitorKey {
    /// base64url of the raw public key.
    pub(crate) public_key: String,
    pair: CryptoKeyPair,
}

impl VisitorKey {
    /// The key that this browser keeps; looks without leaving a trace.
    pub(crate) async fn load() -> Option<Self> {
        let pair = read(KEYS, |store| store.get(&KEY.into())).await;
        // A dictionary of the standard and no class, so there is nothing to check it against.
        Self::from_pair(pair?.unchecked_into()).await
    }

    /// Makes a key, which lives as long as the page until it is kept. None outside of secure contexts.
    pub(crate) async fn generate() -> Option<Self> {
        let algorithm = algorithm()?;
        let uses = Array::of2(&"sign".into(), &"verify".into());
        let pair = subtle()?.generate_key_with_object(&algorithm, false, &uses).ok()?;
        Self::from_pair(JsFuture::from(pair).await.ok()?.unchecked_into()).await
    }

    /// Keeps the key in this browser; false where there is no safe place for it, or another key.
    pub(crate) async fn keep(&self) -> bool {
        write(KEYS, true, |store| store.add_with_key(&self.pair, &KEY.into())).await
    }

    /// base64url of the signature (`r || s`) over a text.
    pub(crate) async fn sign(&self, text: &str) -> Option<String> {
        let bytes = Uint8Array::from(text.as_bytes());
        let private_key: CryptoKey = get(&self.pair, "privateKey").dyn_into().ok()?;
        let signature =
            subtle()?.sign_with_object_and_js_u8_array(&algorithm()?, &private_key, &bytes).ok()?;
        Some(encode(&Uint8Array::new(&JsFuture::from(signature).await.ok()?).to_vec()))
    }

    async fn from_pair(pair: CryptoKeyPair) -> Option<Self> {
        let public: CryptoKey = get(&pair, "publicKey").dyn_into().ok()?;
        let raw = JsFuture::from(subtle()?.export_key("raw", &public).ok()?).await.ok()?;
        Some(Self { public_key: encode(&Uint8Array::new(&raw).to_vec()), pair })
    }
}

fn algorithm() -> Option<Object> {
    let algorithm = Object::new();
    for (key, value) in [("name", "ECDSA"), ("namedCurve", "P-256"), ("hash", "SHA-256")] {
        Reflect::set(&algorithm, &key.into(), &value.into()).ok()?;
    }
    Some(algorithm)
}

/// Absent outside of secure contexts.
fn subtle() -> Option<SubtleCrypto> {
    get(&get(web_sys::window()?.as_ref(), "crypto"), "subtle").dyn_into().ok()
}

mod base64_url {
    //! base64url without padding (RFC 4648, section 5).

    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    pub(super) fn encode(bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            for place in 0..=chunk.len() {
                text.push(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63] as char);
            }
        }
        text
    }
}
