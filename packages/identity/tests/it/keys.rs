//! Keys as the documentation tells owners to make them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::readme;

/// A key for one algorithm.
pub struct Key {
    /// What the site's backend has in `CHAT_IDENTITY_KEY`.
    pub private: String,
    /// What the chat's backend has of it in `CHAT_IDENTITY_KEYS`.
    pub public: Value,
}

impl Key {
    /// The key's id.
    pub fn id(&self) -> &str {
        self.public["kid"].as_str().unwrap()
    }

    /// The algorithm that it is for.
    pub fn algorithm(&self) -> &str {
        self.public["alg"].as_str().unwrap()
    }
}

/// One key for each algorithm, HS256 first.
pub fn all(folder: &Path) -> Vec<Key> {
    let keys: Vec<Key> =
        readme::blocks("../../docs/identity.md", "sh").iter().map(|it| make(it, folder)).collect();
    assert_eq!(keys.iter().map(Key::algorithm).collect::<Vec<_>>(), ["HS256", "EdDSA", "ES256"]);
    keys
}

/// Of keys, what `CHAT_IDENTITY_KEYS` takes.
pub fn set(keys: &[Key]) -> String {
    json!({ "keys": keys.iter().map(|key| &key.public).collect::<Vec<_>>() }).to_string()
}

/// A private key of another kind, which no helper can use.
pub fn rsa(folder: &Path) -> String {
    shell("openssl genpkey -algorithm RSA -out rsa-key", folder);
    fs::read_to_string(folder.join("rsa-key")).unwrap()
}

fn make(script: &str, folder: &Path) -> Key {
    shell(script, folder);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut set: Value = serde_json::from_str(&read("identity-keys.json")).unwrap();
    Key { private: read("identity-key"), public: set["keys"][0].take() }
}

fn shell(script: &str, folder: &Path) {
    let output = Command::new("sh").args(["-euc", script]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}
