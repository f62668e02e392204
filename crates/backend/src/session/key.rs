//! A visitor's key: an ECDSA P-256 key that the browser made and never shows.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// Bytes of an uncompressed point (SEC 1, section 2.3.3).
const POINT: usize = 65;

/// The public half of a visitor's key.
pub struct VisitorKey {
    bytes: Vec<u8>,
    key: VerifyingKey,
}

impl VisitorKey {
    /// Reads base64url of an uncompressed point; `None` unless it is a point of the curve.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        if bytes.len() != POINT {
            return None;
        }
        let key = VerifyingKey::from_sec1_bytes(&bytes).ok()?;
        Some(Self { bytes, key })
    }

    /// The point's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The visitor that the key stands for: base64url of the point's SHA-256.
    pub fn visitor_id(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.bytes))
    }

    /// Whether `signature`, base64url of `r || s`, is the key's over `text` with SHA-256.
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let signature = BASE64_URL_SAFE_NO_PAD
            .decode(signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok());
        signature.is_some_and(|signature| self.key.verify(text.as_bytes(), &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;

    use super::*;

    #[test]
    fn a_signature_counts_for_its_text_and_key_only() {
        let secret = SigningKey::from_slice(&[7; 32]).unwrap();
        let point = secret.verifying_key().to_encoded_point(false);
        let key = VisitorKey::parse(&BASE64_URL_SAFE_NO_PAD.encode(point.as_bytes())).unwrap();
        let signature: Signature = secret.sign(b"text");
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes());
        assert!(key.has_signed("text", &signature));
        assert!(!key.has_signed("other", &signature));
        assert!(!key.has_signed("text", "AAAA"));
        assert!(!key.has_signed("text", &BASE64_URL_SAFE_NO_PAD.encode([0; 64])));
    }

    #[test]
    fn what_is_no_point_of_the_curve_is_no_key() {
        let mut off_curve = [1; POINT];
        off_curve[0] = 4;
        let compressed = SigningKey::from_slice(&[7; 32]).unwrap().verifying_key().to_encoded_point(true);
        for bytes in [&off_curve[..], compressed.as_bytes(), &[0], &[]] {
            assert!(VisitorKey::parse(&BASE64_URL_SAFE_NO_PAD.encode(bytes)).is_none());
        }
    }
}
