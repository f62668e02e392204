//! A site's own backend, which says who its users are.

use backend::session::identity::Identities;
use backend::session::identity::keys::IdentityKeys;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

use super::backend::{id, now};

/// What its tokens are made for.
pub const AUDIENCE: &str = "https://chat.example";
/// The secret of the key `hs`.
pub const SECRET: &[u8] = b"CANARY-secret-that-signs-identities";
/// The public half of the key `ed` (RFC 8037, appendix A.1).
pub const ED_PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const ED_PRIVATE: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
/// What goes before an Ed25519 key in PKCS #8 (RFC 8410, section 7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// Keys of the site, by the way in which they sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Ed,
    Es,
    Hs,
}

/// The set with all keys, as the backend is given it.
pub fn key_set() -> Value {
    let point = es_key().verifying_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&p256::FieldBytes>| encode(bytes.unwrap());
    json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "alg": "EdDSA", "x": ED_PUBLIC },
        { "kty": "EC", "crv": "P-256", "kid": "es", "alg": "ES256", "use": "sig",
          "x": coordinate(point.x()), "y": coordinate(point.y()) },
        { "kty": "oct", "kid": "hs", "alg": "HS256", "k": encode(SECRET) },
    ] })
}

/// The public half of the key `es`, as an uncompressed point.
pub fn es_public() -> Vec<u8> {
    es_key().verifying_key().to_encoded_point(false).as_bytes().to_vec()
}

impl Signer {
    /// The header that goes with the key.
    pub fn header(self) -> Value {
        match self {
            Self::Ed => json!({ "alg": "EdDSA", "kid": "ed" }),
            Self::Es => json!({ "alg": "ES256", "kid": "es" }),
            Self::Hs => json!({ "alg": "HS256", "kid": "hs" }),
        }
    }

    /// A token with exactly this header and these claims.
    pub fn sign(self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = match self {
            Self::Es => {
                let signature: Signature = es_key().sign(signed.as_bytes());
                encode(signature.to_bytes())
            }
            Self::Ed => {
                let seed = BASE64_URL_SAFE_NO_PAD.decode(ED_PRIVATE).unwrap();
                let key = EncodingKey::from_ed_der(&[&PKCS8[..], &seed].concat());
                crypto::sign(signed.as_bytes(), &key, Algorithm::EdDSA).unwrap()
            }
            Self::Hs => hmac(SECRET, &signed),
        };
        format!("{signed}.{signature}")
    }
}

/// HMAC-SHA256 in base64url.
pub fn hmac(secret: &[u8], signed: &str) -> String {
    crypto::sign(signed.as_bytes(), &EncodingKey::from_secret(secret), Algorithm::HS256).unwrap()
}

/// Claims of a good token, made at this Unix second.
pub fn claims(sub: &str, now: u64) -> Value {
    json!({ "sub": sub, "aud": AUDIENCE, "iat": now, "exp": now + 300, "jti": id() })
}

/// What the site says to the page of this user, now.
pub fn identity(sub: &str) -> String {
    Signer::Ed.sign(&Signer::Ed.header().to_string(), &claims(sub, now()).to_string())
}

/// How the backend knows the site's users.
pub fn identities() -> Identities {
    Identities::new(IdentityKeys::parse(&key_set().to_string()).unwrap(), AUDIENCE.to_owned())
}

/// base64url.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn es_key() -> SigningKey {
    SigningKey::from_slice(&[9; 32]).unwrap()
}
