//! Who a visitor is: a key proven once, or a user whom the site vouches for, then a short-lived token.
//!
//! Nothing here keeps state: challenges, identities and tokens carry their own proof. That a challenge counts once,
//! and an identity for one key, is the store's business.

pub mod challenge;
pub mod identity;
pub mod key;
pub mod token;

use hmac::{Hmac, Mac};
use sha2::Sha256;

type HmacSha256 = Hmac<Sha256>;

/// HMAC-SHA256 (RFC 2104) of the parts; each goes in with its length, so that no two lists give the same input.
fn authenticate(key: &[u8], parts: &[&[u8]]) -> HmacSha256 {
    // HMAC takes keys of any length, so that this never fails.
    let mut mac = HmacSha256::new_from_slice(key).unwrap_or_else(|_| HmacSha256::new(&Default::default()));
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// A key for one purpose, so that what was made for one is worth nothing for another.
fn derive_key(secret: &[u8], purpose: &str) -> [u8; 32] {
    authenticate(secret, &[purpose.as_bytes()]).finalize().into_bytes().into()
}
