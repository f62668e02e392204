//! Who a user of the site is: a JWT (RFC 7519) that the site's own backend signs.
//!
//! The key that a token names decides on the algorithm; what the header says has to agree.

pub mod keys;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use sha2::{Digest, Sha256};

use keys::IdentityKeys;

/// Longest identity, in bytes.
const TOKEN_BYTES: usize = 8 * 1024;
/// Longest life of an identity, in seconds.
const LIFE_SECONDS: f64 = 900.0;
/// How far clocks may differ, in seconds.
const LEEWAY_SECONDS: f64 = 60.0;
/// Longest `sub`, in characters.
const SUB_CHARS: usize = 255;
/// Longest `jti`, in characters.
const JTI_CHARS: usize = 64;

/// Checks what the site says of its users.
#[derive(Clone, Debug)]
pub struct Identities {
    keys: IdentityKeys,
    audience: String,
}

/// A user of the site, as the site's backend has signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The site's own id of the user.
    pub sub: String,
    /// Names the proof.
    pub jti: String,
    /// When the proof is void for sure, in Unix seconds.
    pub void_at: u64,
}

/// Why an identity does not count, for the site's owner. Repeats nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Identities {
    /// With the site's keys; `audience` is what its tokens have to be made for.
    pub fn new(keys: IdentityKeys, audience: String) -> Self {
        Self { keys, audience }
    }

    /// The user whom the token proves. `now` in Unix seconds.
    ///
    /// # Errors
    /// When the token does not count, with the claim and the remedy.
    pub fn verify(&self, token: &str, now: u64) -> Result<Identity, Refusal> {
        if token.len() > TOKEN_BYTES {
            return refuse(format!(
                "The identity is longer than {TOKEN_BYTES} bytes. Only sub, aud, iat, exp and jti are read: leave \
                 out the rest."
            ));
        }
        let not_a_jwt = "The identity is no JWT, three parts of base64url with dots between them. Hand on what your \
                         backend has signed, unchanged.";
        let Some((signed, signature)) = token.rsplit_once('.') else { return refuse(not_a_jwt) };
        let Some((header, claims)) = signed.split_once('.') else { return refuse(not_a_jwt) };
        let (Some(header), Some(claims)) = (decode(header), decode(claims)) else { return refuse(not_a_jwt) };
        self.check_signature(&read(&header, "header", &["alg", "kid"])?, signed, signature)?;
        self.check_claims(&read(&claims, "payload", &["sub", "aud", "iat", "exp", "jti"])?, now as f64)
    }

    fn check_signature(&self, header: &Header, signed: &str, signature: &str) -> Result<(), Refusal> {
        let Some(kid) = header.kid.as_ref().and_then(Value::as_str) else {
            return refuse("The identity's header has no kid. Put in the kid of the key that signs.");
        };
        let Some(key) = self.keys.get(kid) else {
            return refuse(
                "The identity's kid is that of no key in CHAT_IDENTITY_KEYS. Add the key there and restart the \
                 backend, or sign with one that is there.",
            );
        };
        let alg = match key.algorithm {
            Algorithm::EdDSA => "EdDSA",
            Algorithm::ES256 => "ES256",
            _ => "HS256",
        };
        if header.alg.as_ref().and_then(Value::as_str) != Some(alg) {
            return refuse(format!(
                "The identity's alg is not {alg}, which its key is for. Sign with {alg}."
            ));
        }
        if header.crit.is_some() {
            return refuse("The identity's header has crit, and no extension is known here. Leave it out.");
        }
        if !key.has_signed(signed, signature) {
            return refuse(match key.algorithm {
                Algorithm::ES256 => {
                    "The identity's signature is not that of the key with its kid. Sign with the private half of that \
                     key; the signature is r and s, 64 bytes, not DER."
                }
                Algorithm::EdDSA => {
                    "The identity's signature is not that of the key with its kid. Sign with the private half of that \
                     key."
                }
                _ => {
                    "The identity's signature is not that of the key with its kid. Sign with the bytes that k stands \
                     for, not with its text."
                }
            });
        }
        Ok(())
    }

    fn check_claims(&self, claims: &Claims, now: f64) -> Result<Identity, Refusal> {
        let sub = text(&claims.sub, "sub", "the id that your site knows its user by", SUB_CHARS)?;
        let jti = text(&claims.jti, "jti", "an id that is new for every token, such as a UUID", JTI_CHARS)?;
        let is_for_us = match &claims.aud {
            Some(Value::String(one)) => *one == self.audience,
            Some(Value::Array(several)) => several.iter().any(|one| *one == *self.audience),
            _ => false,
        };
        if !is_for_us {
            let audience = &self.audience;
            return refuse(format!(
                "The identity's aud is not {audience}. Set it to that, or name yours in CHAT_IDENTITY_AUDIENCE."
            ));
        }
        let (iat, exp) = (seconds(&claims.iat, "iat")?, seconds(&claims.exp, "exp")?);
        if exp <= iat {
            return refuse("The identity's exp is not after its iat. Let it live for up to 900 seconds.");
        }
        if exp - iat > LIFE_SECONDS {
            return refuse("The identity's exp is more than 900 seconds after its iat. Let it live shorter.");
        }
        if iat > now + LEEWAY_SECONDS {
            return refuse("The identity's iat is in the future. Set the clocks of both servers by NTP.");
        }
        if exp + LEEWAY_SECONDS <= now {
            return refuse(
                "The identity's exp has passed. Make a new token whenever the page asks for one, and set the clocks \
                 of both servers by NTP.",
            );
        }
        Ok(Identity { sub, jti, void_at: (exp + LEEWAY_SECONDS).ceil() as u64 })
    }
}

impl Identity {
    /// The user's id among visitors; never that of a key, which is shorter.
    pub fn user_id(&self, site: &str) -> String {
        let digest = Sha256::new().chain_update(site).chain_update("\n").chain_update(&self.sub).finalize();
        format!("u_{}", BASE64_URL_SAFE_NO_PAD.encode(digest))
    }
}

#[derive(Deserialize)]
struct Header {
    alg: Option<Value>,
    kid: Option<Value>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    sub: Option<Value>,
    aud: Option<Value>,
    iat: Option<Value>,
    exp: Option<Value>,
    jti: Option<Value>,
}

fn refuse<T>(detail: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(detail.into()))
}

fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

/// Reads an object in which none of these names stands twice: readers differ in which of the two they take.
fn read<T: DeserializeOwned>(json: &[u8], part: &str, names: &[&str]) -> Result<T, Refusal> {
    // A struct can also be read from a list.
    if json.first() != Some(&b'{') {
        return refuse(format!("The identity's {part} is no JSON object."));
    }
    serde_json::from_slice(json).map_err(|error| {
        // The parser's words may repeat a value.
        let words = error.to_string();
        let twice = names.iter().find(|name| words.starts_with(&format!("duplicate field `{name}`")));
        Refusal(match twice {
            Some(name) => format!("The identity's {part} has {name} twice. Write it once."),
            None => format!("The identity's {part} is no JSON object."),
        })
    })
}

/// A text without control characters, which not every database can store.
fn text(claim: &Option<Value>, name: &str, what: &str, most: usize) -> Result<String, Refusal> {
    match claim {
        Some(Value::String(text))
            if !text.is_empty() && text.chars().count() <= most && !text.contains(char::is_control) =>
        {
            Ok(text.clone())
        }
        Some(Value::String(_)) => refuse(format!(
            "The identity's {name} has to have 1 to {most} characters, and no control characters."
        )),
        Some(_) => refuse(format!("The identity's {name} is no text. Write {what} in quotes.")),
        None => refuse(format!("The identity has no {name}. Add {what}.")),
    }
}

fn seconds(claim: &Option<Value>, name: &str) -> Result<f64, Refusal> {
    match claim.as_ref().map(Value::as_f64) {
        Some(Some(seconds)) if seconds >= 0.0 => Ok(seconds),
        Some(_) => refuse(format!(
            "The identity's {name} is no time. Write whole seconds since 1970, without quotes."
        )),
        None => refuse(format!("The identity has no {name}. Add it, in whole seconds since 1970.")),
    }
}
