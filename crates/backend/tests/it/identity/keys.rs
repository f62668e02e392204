//! Settings of the site's keys: each mistake with its remedy.

use std::collections::BTreeMap;

use backend::settings::{Options, Settings};
use serde_json::{Value, json};

use crate::support::backend::{Transport, environment, read};
use crate::support::issuer::{AUDIENCE, encode, key_set};

/// The message for good settings with these changed.
fn settings(changes: &[(&str, &str)]) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    let mut environment: BTreeMap<_, _> =
        environment(folder.path(), Transport::Realtime, "https://api.siesta.ai");
    environment.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    read(&environment).map_err(|error| error.to_string())
}

fn message(keys: &str) -> String {
    let message =
        settings(&[("CHAT_IDENTITY_KEYS", keys), ("CHAT_IDENTITY_AUDIENCE", AUDIENCE)]).unwrap_err();
    message.split_once("\n\n").unwrap().1.to_owned()
}

/// A set whose key at this place was changed.
fn set(at: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut set = key_set();
    change(&mut set["keys"][at]);
    set.to_string()
}

#[test]
fn keys_come_as_json_or_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    std::fs::write(&file, format!("\n{:#}\n", key_set())).unwrap();
    for keys in [key_set().to_string(), file.display().to_string()] {
        let settings =
            settings(&[("CHAT_IDENTITY_KEYS", &keys), ("CHAT_IDENTITY_AUDIENCE", AUDIENCE)]).unwrap();
        let shown = format!("{settings:?}");
        assert!(shown.contains(r#""ed": EdDSA"#), "{shown}");
        assert!(
            !shown.contains(&encode("CANARY")[..7]) && !shown.contains("CANARY-secret-that-signs-identities")
        );
    }
}

#[test]
fn the_documented_set_can_be_used() {
    let documentation = include_str!("../../../../../docs/identity.md");
    let example = documentation.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    settings(&[("CHAT_IDENTITY_KEYS", example), ("CHAT_IDENTITY_AUDIENCE", AUDIENCE)]).unwrap();
}

#[test]
fn the_audience_is_the_origin_of_the_public_address_unless_it_is_named() {
    let keys = key_set().to_string();
    let read = |changes: &[(&str, &str)]| {
        let settings = settings(&[&[("CHAT_IDENTITY_KEYS", keys.as_str())], changes].concat())?;
        Ok::<_, String>(format!("{:?}", settings.identity))
    };
    assert!(
        read(&[("CHAT_PUBLIC_URL", "https://chat.example/")]).unwrap().contains("\"https://chat.example\"")
    );
    let both = [("CHAT_PUBLIC_URL", "https://chat.example"), ("CHAT_IDENTITY_AUDIENCE", "chat")];
    assert!(read(&both).unwrap().contains("audience: \"chat\""));
    insta::assert_snapshot!(read(&[]).unwrap_err());
    insta::assert_snapshot!(settings(&[("CHAT_IDENTITY_AUDIENCE", "chat")]).unwrap_err());
}

#[test]
fn without_keys_there_are_no_users_and_nothing_else_changes() {
    assert!(settings(&[]).unwrap().identity.identities.is_none());
    let folder = tempfile::tempdir().unwrap();
    let environment = environment(folder.path(), Transport::Realtime, "https://api.siesta.ai");
    let dev = Options { dev: true, ..Options::default() };
    assert!(Settings::read(&dev, environment).unwrap().identity.identities.is_none());
}

#[test]
fn every_mistake_is_named_with_its_remedy() {
    let private = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----";
    let public = "-----BEGIN PUBLIC KEY-----\nhunter2\n-----END PUBLIC KEY-----";
    let cases = [
        ("a file that is not there", "/hunter2/keys.json".to_owned()),
        ("a secret alone", "hunter2".to_owned()),
        ("a placeholder", "<path-of-the-key-set>".to_owned()),
        ("a private key in PEM", private.to_owned()),
        ("a public key in PEM", public.to_owned()),
        ("broken JSON", r#"{"keys":[{"k":"hunter2"}"#.to_owned()),
        ("a list", key_set()["keys"].to_string()),
        ("a single key", key_set()["keys"][0].to_string()),
        ("an empty set", json!({ "keys": [] }).to_string()),
        ("no object", json!({ "keys": ["hunter2"] }).to_string()),
        ("no kid", set(0, |key| key["kid"] = json!(""))),
        ("one kid twice", set(1, |key| key["kid"] = json!("ed"))),
        ("no alg", set(0, |key| drop(key.as_object_mut().unwrap().remove("alg")))),
        ("alg of another kind", set(1, |key| key["alg"] = json!("HS256"))),
        ("alg none", set(2, |key| key["alg"] = json!("none"))),
        (
            "RSA",
            json!({ "keys": [{ "kty": "RSA", "kid": "a", "alg": "RS256", "n": "x", "e": "AQAB" }] })
                .to_string(),
        ),
        ("another curve", set(1, |key| key["crv"] = json!("P-384"))),
        ("a private key", set(1, |key| key["d"] = json!("hunter2"))),
        ("a short secret", set(2, |key| key["k"] = json!(encode("hunter2")))),
        ("a secret that is not base64url", set(2, |key| key["k"] = json!("hunter2 hunter2"))),
        ("a coordinate cut short", set(0, |key| key["x"] = json!("hunter2"))),
        ("no point of the curve", set(1, |key| key["x"] = key["y"].clone())),
        ("a key for encryption", set(1, |key| key["use"] = json!("enc"))),
    ];
    let mut messages = String::new();
    for (case, keys) in cases {
        let message = message(&keys);
        assert!(!message.contains("hunter2") && !message.contains(&encode("hunter2")), "{message}");
        messages += &format!("{case}:\n{message}\n\n");
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn every_problem_of_every_key_is_said_at_once() {
    let mut broken = key_set();
    for key in broken["keys"].as_array_mut().unwrap() {
        key["alg"] = json!("none");
    }
    assert_eq!(message(&broken.to_string()).matches("CHAT_IDENTITY_KEYS").count(), 3);
}
