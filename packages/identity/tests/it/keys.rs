//! Keys as a site's owner makes them, with OpenSSL's command.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A key for one algorithm.
pub struct Key {
    /// The algorithm's name in a token.
    pub algorithm: &'static str,
    /// What the site's backend has in `CHAT_IDENTITY_KEY`.
    pub private: String,
    /// What the chat's backend has in `CHAT_IDENTITY_KEYS`.
    pub public: Value,
}

impl Key {
    /// The key's id.
    pub fn id(&self) -> String {
        format!("key for {}", self.algorithm)
    }
}

/// One key for each algorithm.
pub fn all(folder: &Path) -> Vec<Key> {
    vec![hs256(), ed_dsa(folder), es256(folder)]
}

fn hs256() -> Key {
    let secret = URL_SAFE_NO_PAD.encode(openssl(&["rand", "48"]));
    Key {
        algorithm: "HS256",
        public: json!({ "kty": "oct", "alg": "HS256", "kid": "key for HS256", "k": secret }),
        private: secret,
    }
}

fn ed_dsa(folder: &Path) -> Key {
    let (private, point) = pair(folder, &["-algorithm", "ed25519"], 32);
    let x = URL_SAFE_NO_PAD.encode(point);
    Key {
        algorithm: "EdDSA",
        private,
        public: json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "key for EdDSA", "x": x }),
    }
}

fn es256(folder: &Path) -> Key {
    let (private, point) = pair(folder, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], 64);
    let (x, y) = point.split_at(32);
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    Key {
        algorithm: "ES256",
        private,
        public: json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "key for ES256", "x": x, "y": y,
        }),
    }
}

/// A private key of another kind, which no helper can use.
pub fn rsa() -> String {
    text(openssl(&["genpkey", "-algorithm", "RSA"]))
}

/// A private key in PEM, and the last bytes of its public half, which are the public numbers.
fn pair(folder: &Path, kind: &[&str], length: usize) -> (String, Vec<u8>) {
    let private = text(openssl(&[&["genpkey"], kind].concat()));
    let file = folder.join("private.pem");
    std::fs::write(&file, &private).expect("a file can be written");
    let public = openssl(&["pkey", "-pubout", "-outform", "DER", "-in", &file.display().to_string()]);
    (private, public[public.len() - length..].to_vec())
}

fn openssl(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).output().expect("OpenSSL's command is there");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("PEM is text")
}
