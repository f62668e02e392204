//! Makes the token that tells the chat who is signed in at your site. Copy this file into your backend, and run
//! `cargo add ring base64 serde_json`.

use std::error::Error;
use std::fmt::{self, Display};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use serde_json::{Value, json};

/// How long a token is good for; at most 900 seconds.
const SECONDS: u64 = 300;

/// A token for the user who is signed in.
///
/// `user_id` is your own id of the user, 1 to 255 characters; `key_id` is the key's `kid`; `key` is, for HS256,
/// the secret in base64url (the key's `k`), and for EdDSA and ES256 the private key in PEM; `audience` is the
/// origin of your chat backend, such as `https://chat.example.com`. The error says what to do.
pub fn chat_identity_token(
    user_id: &str,
    key_id: &str,
    key: &str,
    audience: &str,
) -> Result<String, ChatIdentityError> {
    if !(1..=255).contains(&user_id.chars().count()) || user_id.contains(char::is_control) {
        let remedy = "the user's id must be text of 1 to 255 characters, none of them a control character";
        return Err(ChatIdentityError(remedy));
    }
    if key_id.is_empty() {
        return Err(ChatIdentityError("the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid"));
    }
    if audience.is_empty() {
        let remedy = "the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend";
        return Err(ChatIdentityError(remedy));
    }
    let key = Key::read(key)?;
    let random = SystemRandom::new();
    let mut jti = [0; 16];
    random.fill(&mut jti).map_err(|_| ChatIdentityError("this computer gives no random numbers"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_err(|_| ChatIdentityError("this computer's clock is before 1970"))?.as_secs();
    let header = json!({ "alg": key.algorithm(), "kid": key_id });
    let claims = json!({
        "sub": user_id,
        "aud": audience,
        "iat": now,
        "exp": now + SECONDS,
        "jti": URL_SAFE_NO_PAD.encode(jti),
    });
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = key.sign(signed.as_bytes(), &random)?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Why there is no token, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatIdentityError(&'static str);

impl Display for ChatIdentityError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "chat identity: {}", self.0)
    }
}

impl Error for ChatIdentityError {}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

enum Key {
    Hs256(hmac::Key),
    EdDsa(Ed25519KeyPair),
    Es256(EcdsaKeyPair),
}

impl Key {
    fn read(key: &str) -> Result<Self, ChatIdentityError> {
        // Many hosts keep a variable in one line.
        let text = key.replace("\\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(ChatIdentityError("the key is missing: set CHAT_IDENTITY_KEY"));
        }
        if let Some(pem) = text.strip_prefix("-----BEGIN PRIVATE KEY-----") {
            return Self::read_private(pem);
        }
        let secret = URL_SAFE_NO_PAD.decode(text).map_err(|_| {
            ChatIdentityError("the key is neither a secret in base64url nor a private key in PEM (PKCS #8)")
        })?;
        if secret.len() < 32 {
            return Err(ChatIdentityError("the key is too short: HS256 needs at least 32 bytes"));
        }
        Ok(Self::Hs256(hmac::Key::new(hmac::HMAC_SHA256, &secret)))
    }

    fn read_private(pem: &str) -> Result<Self, ChatIdentityError> {
        let base64: String = pem.lines().take_while(|line| !line.starts_with('-')).map(str::trim).collect();
        let unreadable = ChatIdentityError("the private key can't be read: is it whole?");
        let der = STANDARD.decode(base64).map_err(|_| unreadable)?;
        let es256 = || EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new());
        // OpenSSL leaves the public half out of the file, which is no fault of the key.
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .map(Self::EdDsa)
            .or_else(|_| es256().map(Self::Es256))
            .map_err(|_| {
                ChatIdentityError(
                    "this private key can't be used: make an Ed25519 or a P-256 one, copied whole",
                )
            })
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Hs256(_) => "HS256",
            Self::EdDsa(_) => "EdDSA",
            Self::Es256(_) => "ES256",
        }
    }

    fn sign(&self, signed: &[u8], random: &SystemRandom) -> Result<Vec<u8>, ChatIdentityError> {
        match self {
            Self::Hs256(key) => Ok(hmac::sign(key, signed).as_ref().to_vec()),
            Self::EdDsa(key) => Ok(key.sign(signed).as_ref().to_vec()),
            Self::Es256(key) => key
                .sign(random, signed)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| ChatIdentityError("this computer gives no random numbers")),
        }
    }
}
