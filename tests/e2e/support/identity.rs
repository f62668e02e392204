//! What a site's own backend says of its users: JSON Web Tokens.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

/// Whom they are for.
pub const AUDIENCE: &str = "https://chat.example.com";
/// What they are signed with.
pub const SECRET: &str = "the site and its chat share this secret";
/// The same in base64url.
const SECRET_BASE64: &str = "dGhlIHNpdGUgYW5kIGl0cyBjaGF0IHNoYXJlIHRoaXMgc2VjcmV0";

static MADE: AtomicUsize = AtomicUsize::new(0);

/// The key as the chat's backend knows it.
pub fn key_set() -> String {
    json!({ "keys": [{ "kty": "oct", "kid": "2026-01", "alg": "HS256", "k": SECRET_BASE64 }] }).to_string()
}

/// A token that says that this is the user, and that was never given before.
pub fn token(user: &str, secret: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    let jti = MADE.fetch_add(1, Ordering::Relaxed).to_string();
    let claims = json!({ "sub": user, "aud": AUDIENCE, "iat": now, "exp": now + 300, "jti": jti });
    let header = Header { kid: Some("2026-01".to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes())).expect("claims are JSON")
}
