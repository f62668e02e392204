//! Hashes as browsers and people write them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// The subresource-integrity form of SHA-384: `sha384-<base64>`.
pub fn sha384(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// SHA-256 over named byte strings, in lower-case hex. A byte that moves from one string, or from a name, to the
/// next changes the hash.
pub fn sha256_of_parts<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in parts {
        for field in [name.as_bytes(), bytes] {
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_browsers_expect() {
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(sha384(b"alert('Hello, world.');"), expected);
    }

    #[test]
    fn a_byte_that_moves_between_parts_changes_the_hash() {
        let hash = |a: &[u8], b: &[u8]| sha256_of_parts([("a", a), ("b", b)]);
        assert_ne!(hash(b"xy", b"z"), hash(b"x", b"yz"));
        assert_eq!(hash(b"xy", b"z"), hash(b"xy", b"z"));
    }
}
