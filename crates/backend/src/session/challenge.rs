//! Challenges for visitors' keys: stateless, bound to key and origin, void after a minute.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::Mac;
use sha2::{Digest, Sha256};

use super::{authenticate, derive_key};

/// Life of a challenge, in seconds.
pub const LIFE_SECONDS: u64 = 60;

const EXPIRY: usize = 8;
const NONCE: usize = 16;
const TAG: usize = 32;

/// Makes and checks challenges.
pub struct Challenges {
    key: [u8; 32],
}

/// A challenge that was made here, for this key and origin, and is not void.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// Stands for the challenge where its single use is noted.
    pub hash: [u8; 32],
    /// When it is void, in Unix seconds.
    pub expires_at: u64,
}

impl Challenges {
    /// With a key derived from the deployment's secret.
    pub fn new(secret: &[u8]) -> Self {
        Self { key: derive_key(secret, "siesta-chat challenge v1") }
    }

    /// A challenge for a key and an origin. `now` in Unix seconds; `nonce` random.
    pub fn issue(&self, public_key: &[u8], origin: &str, now: u64, nonce: [u8; NONCE]) -> String {
        let expires_at = (now + LIFE_SECONDS).to_be_bytes();
        let tag = authenticate(&self.key, &[&expires_at, &nonce, public_key, origin.as_bytes()]).finalize();
        BASE64_URL_SAFE_NO_PAD.encode([&expires_at[..], &nonce, &tag.into_bytes()].concat())
    }

    /// `None` when the challenge was not made here, or for another key or origin, or is void at `now`.
    pub fn check(&self, challenge: &str, public_key: &[u8], origin: &str, now: u64) -> Option<Checked> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(challenge).ok()?;
        let (expiry, rest) = bytes.split_first_chunk::<EXPIRY>()?;
        let (nonce, tag) = rest.split_first_chunk::<NONCE>()?;
        let tag: &[u8; TAG] = tag.try_into().ok()?;
        authenticate(&self.key, &[expiry, nonce, public_key, origin.as_bytes()]).verify_slice(tag).ok()?;
        let expires_at = u64::from_be_bytes(*expiry);
        (now < expires_at).then(|| Checked { hash: Sha256::digest(&bytes).into(), expires_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000;
    const ORIGIN: &str = "https://shop.example";

    fn challenges() -> Challenges {
        Challenges::new(b"a secret of at least thirty-two bytes")
    }

    #[test]
    fn a_challenge_counts_for_its_key_its_origin_and_its_minute_only() {
        let challenge = challenges().issue(b"key", ORIGIN, NOW, [7; 16]);
        let check = |key: &[u8], origin, now| challenges().check(&challenge, key, origin, now).is_some();
        assert!(check(b"key", ORIGIN, NOW));
        assert!(check(b"key", ORIGIN, NOW + LIFE_SECONDS - 1));
        assert!(!check(b"key", ORIGIN, NOW + LIFE_SECONDS));
        assert!(!check(b"other", ORIGIN, NOW));
        assert!(!check(b"key", "https://evil.example", NOW));
        // The border between key and origin is part of what is authenticated.
        assert!(!check(b"keyh", "ttps://shop.example", NOW));
    }

    #[test]
    fn a_challenge_of_another_secret_or_with_any_byte_changed_is_refused() {
        let challenge = challenges().issue(b"key", ORIGIN, NOW, [7; 16]);
        assert_eq!(Challenges::new(b"another secret").check(&challenge, b"key", ORIGIN, NOW), None);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&challenge).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let changed = BASE64_URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(challenges().check(&changed, b"key", ORIGIN, NOW), None, "byte {at}");
        }
        for broken in ["", "AAAA", "not base64!", &challenge[..challenge.len() - 2]] {
            assert_eq!(challenges().check(broken, b"key", ORIGIN, NOW), None, "{broken:?}");
        }
    }
}
