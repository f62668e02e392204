//! The keys that identities are signed with: a JSON Web Key Set (RFC 7517), and what can be wrong with one.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::Value;

/// Bytes of a coordinate, of an Ed25519 key, and the fewest of a secret: as long as the hash.
const BYTES: usize = 32;

/// Keys by their `kid`.
#[derive(Clone)]
pub struct IdentityKeys(BTreeMap<String, IdentityKey>);

/// A key, and the one algorithm that it is for.
#[derive(Clone)]
pub(super) struct IdentityKey {
    pub(super) algorithm: Algorithm,
    key: DecodingKey,
}

/// What is wrong with the set, without a secret, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyProblem {
    /// What is wrong.
    pub reason: String,
    /// What to do next.
    pub remedy: &'static str,
}

impl IdentityKeys {
    /// Reads a key set.
    ///
    /// # Errors
    /// Every problem of every key.
    pub fn parse(json: &str) -> Result<Self, Vec<KeyProblem>> {
        let entries = entries(json).map_err(|problem| vec![problem])?;
        let (mut keys, mut problems) = (BTreeMap::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            let place = place(at, entry);
            match read(entry) {
                Ok((kid, key)) => {
                    if keys.insert(kid, key).is_some() {
                        problems.push(KeyProblem {
                            reason: format!("holds two keys with one kid: the second is {place}."),
                            remedy: "Give every key a kid of its own, such as the date on which it was made.",
                        });
                    }
                }
                Err((reason, remedy)) => {
                    problems.push(KeyProblem { reason: format!("holds {place}, which {reason}."), remedy });
                }
            }
        }
        if problems.is_empty() { Ok(Self(keys)) } else { Err(problems) }
    }

    pub(super) fn get(&self, kid: &str) -> Option<&IdentityKey> {
        self.0.get(kid)
    }
}

impl IdentityKey {
    /// Whether the key has signed the text with its own algorithm. `signature` is base64url.
    pub(super) fn has_signed(&self, text: &str, signature: &str) -> bool {
        crypto::verify(signature, text.as_bytes(), &self.key, self.algorithm).unwrap_or(false)
    }
}

/// Kids and algorithms: keys may be secrets.
impl fmt::Debug for IdentityKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(kid, key)| (kid, key.algorithm))).finish()
    }
}

fn entries(json: &str) -> Result<Vec<Value>, KeyProblem> {
    const WRITE: &str = "Write a JSON Web Key Set: {\"keys\":[…]}. docs/identity.md shows how to make one.";
    let problem = |reason: &str, remedy| Err(KeyProblem { reason: reason.to_owned(), remedy });
    if json.contains("-----BEGIN") {
        return if json.contains("PRIVATE KEY") {
            problem(
                "holds a private key in PEM.",
                "Only public keys belong here, as a JSON Web Key Set. Keep the private one at your own backend; make \
                 a new pair if others may have seen it.",
            )
        } else {
            problem("holds PEM, not JSON.", WRITE)
        };
    }
    let Ok(set) = serde_json::from_str::<Value>(json) else {
        // The parser's own words may quote a secret.
        return problem("is not JSON.", WRITE);
    };
    match set.get("keys") {
        Some(Value::Array(keys)) if !keys.is_empty() => Ok(keys.clone()),
        Some(Value::Array(_)) => {
            problem("holds no key.", "Add a key, or leave the setting out for no identities.")
        }
        _ if set.get("kty").is_some() => problem("is a single key.", "Put it into a set: {\"keys\":[…]}."),
        _ => problem("is JSON without a list of keys.", WRITE),
    }
}

/// Which key it is, for whoever has to find it.
fn place(at: usize, entry: &Value) -> String {
    let at = at + 1;
    match entry.get("kid").and_then(Value::as_str).filter(|kid| !kid.is_empty()) {
        Some(kid) => format!("key {at} (kid {:?})", kid.chars().take(64).collect::<String>()),
        None => format!("key {at}"),
    }
}

type Wrong = (String, &'static str);

fn read(entry: &Value) -> Result<(String, IdentityKey), Wrong> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    if !entry.is_object() {
        return Err(wrong("is no JSON object", "Write each key as an object with kty, kid and alg."));
    }
    let (kty, alg) = (text("kty"), text("alg"));
    if kty == "RSA" || alg.starts_with("RS") || alg.starts_with("PS") {
        return Err(wrong("is for RSA", "Make a key for ES256 or EdDSA: RSA is not supported."));
    }
    if kty != "oct" && entry.get("d").is_some() {
        return Err(wrong(
            "is a private key",
            "Leave out d: only the public half belongs here. Make a new pair if others may have seen this one.",
        ));
    }
    let kid = text("kid");
    if kid.is_empty() {
        return Err(wrong(
            "has no kid",
            "Give every key a kid, such as the date on which it was made: tokens name their key by it.",
        ));
    }
    if entry.get("use").is_some_and(|purpose| purpose != "sig") {
        return Err(wrong(
            "is not for signatures",
            "Write \"use\": \"sig\", or take a key that is made for them.",
        ));
    }
    let (algorithm, key) = match (kty, text("crv"), alg) {
        ("OKP", "Ed25519", "EdDSA") => (Algorithm::EdDSA, DecodingKey::from_ed_der(&coordinate(entry, "x")?)),
        ("EC", "P-256", "ES256") => {
            let point = [&[4][..], &coordinate(entry, "x")?, &coordinate(entry, "y")?].concat();
            (Algorithm::ES256, DecodingKey::from_ec_der(&point))
        }
        ("oct", _, "HS256") => (Algorithm::HS256, DecodingKey::from_secret(&secret(entry)?)),
        ("OKP", "Ed25519", _) => return Err(other_algorithm(alg, "Write \"alg\": \"EdDSA\".")),
        ("EC", "P-256", _) => return Err(other_algorithm(alg, "Write \"alg\": \"ES256\".")),
        ("oct", ..) => return Err(other_algorithm(alg, "Write \"alg\": \"HS256\".")),
        _ => {
            return Err(wrong(
                "is of a kind that is not supported",
                "Use EdDSA (kty OKP, crv Ed25519), ES256 (kty EC, crv P-256) or HS256 (kty oct).",
            ));
        }
    };
    // Making the verifier reads the point.
    crypto::verify("", b"", &key, algorithm)
        .map_err(|_| wrong("is no point of its curve", "Copy x and y again: a digit is wrong."))?;
    Ok((kid.to_owned(), IdentityKey { algorithm, key }))
}

fn coordinate(entry: &Value, name: &str) -> Result<Vec<u8>, Wrong> {
    let bytes =
        entry.get(name).and_then(Value::as_str).and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok());
    bytes.filter(|bytes| bytes.len() == BYTES).ok_or_else(|| {
        let reason = format!("has no {name} that is base64url of {BYTES} bytes");
        (reason, "Copy it again: base64url has - and _, and no = at its end.")
    })
}

fn secret(entry: &Value) -> Result<Vec<u8>, Wrong> {
    let make = "Make one with: openssl rand -base64 48 | tr '+/' '-_' | tr -d '=\\n'";
    let bytes =
        entry.get("k").and_then(Value::as_str).and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok());
    match bytes {
        Some(bytes) if bytes.len() >= BYTES => Ok(bytes),
        Some(bytes) => Err((format!("has a secret of {} bytes, and {BYTES} are needed", bytes.len()), make)),
        None => Err(wrong("has no k that is base64url", make)),
    }
}

fn other_algorithm(alg: &str, remedy: &'static str) -> Wrong {
    let reason = if alg.is_empty() { "has no alg" } else { "has an alg that is not for its kind of key" };
    wrong(reason, remedy)
}

fn wrong(reason: &str, remedy: &'static str) -> Wrong {
    (reason.to_owned(), remedy)
}
