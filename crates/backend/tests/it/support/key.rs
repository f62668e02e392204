//! A key as a visitor's browser makes it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::api::challenge_text;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

/// A visitor's key.
pub struct Key(pub SigningKey);

impl Key {
    /// One of these bytes.
    pub fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    /// The public half.
    pub fn point(&self) -> Vec<u8> {
        self.0.verifying_key().to_encoded_point(false).as_bytes().to_vec()
    }

    /// The public half as it crosses the wire.
    pub fn public(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.point())
    }

    /// Answers a challenge.
    pub fn sign(&self, origin: &str, challenge: &str) -> String {
        let signature: Signature = self.0.sign(challenge_text(origin, challenge).as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
    }
}

impl Key {
    /// The token of the visitor with this key; `post` makes a request to `/v1/session` from a page of `origin`.
    pub async fn token(&self, origin: &str, post: impl Fn() -> RequestBuilder) -> String {
        let (_, answer) = self.session(origin, post, None).await;
        answer["token"].as_str().unwrap().to_owned()
    }

    /// Proves the key, and an identity along with it.
    pub async fn session(
        &self,
        origin: &str,
        post: impl Fn() -> RequestBuilder,
        identity: Option<&str>,
    ) -> (u16, Value) {
        let ask = async |body: Value| -> (u16, Value) {
            let response = post().header("origin", origin).json(&body).send().await.unwrap();
            (response.status().as_u16(), response.json().await.unwrap())
        };
        let (_, answer) = ask(json!({ "publicKey": self.public() })).await;
        let challenge = answer["challenge"].as_str().unwrap();
        let signature = self.sign(origin, challenge);
        let mut proof = json!({ "publicKey": self.public(), "challenge": challenge, "signature": signature });
        if let Some(identity) = identity {
            proof["identity"] = json!(identity);
        }
        ask(proof).await
    }
}
