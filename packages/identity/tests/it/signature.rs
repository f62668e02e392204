//! Checks signatures by the public keys, apart from the helper code.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};

use crate::keys::Key;

/// Whether the token is this key's.
pub fn is_good(token: &str, key: &Key) -> bool {
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    let number = |name: &str| {
        let text = key.public[name].as_str().expect("a key has its numbers");
        URL_SAFE_NO_PAD.decode(text).expect("numbers are in base64url")
    };
    let signed = signed.as_bytes();
    match key.algorithm() {
        "HS256" => hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &number("k")), signed, &signature).is_ok(),
        "EdDSA" => UnparsedPublicKey::new(&ED25519, number("x")).verify(signed, &signature).is_ok(),
        _ => {
            let point = [vec![4], number("x"), number("y")].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, &signature).is_ok()
        }
    }
}
