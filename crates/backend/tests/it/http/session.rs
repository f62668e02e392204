//! `POST /v1/session`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::backend::{Backend, ORIGIN, Visitor};
use crate::support::key::Key;
use crate::support::vendor::Vendor;

async fn ask(backend: &Backend, origin: &str, body: Value) -> (u16, Value) {
    let request = backend.bare(Method::POST, "/v1/session").header("origin", origin).json(&body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn challenge(backend: &Backend, origin: &str, key: &Key) -> String {
    let (status, answer) = ask(backend, origin, json!({ "publicKey": key.public() })).await;
    assert_eq!((status, &answer["expiresIn"]), (200, &json!(60)));
    answer["challenge"].as_str().unwrap().to_owned()
}

async fn prove(backend: &Backend, key: &Key) -> Value {
    let challenge = challenge(backend, ORIGIN, key).await;
    let proof = json!({ "publicKey": key.public(), "challenge": challenge,
        "signature": key.sign(ORIGIN, &challenge) });
    let (status, answer) = ask(backend, ORIGIN, proof).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

fn claims(token: &str) -> Value {
    let body = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_of_the_moment_gets_a_short_lived_token_bound_to_the_page() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let (status, answer) = ask(&backend, ORIGIN, json!({})).await;
    assert_eq!(status, 200);
    assert_eq!((&answer["visitor"], &answer["expiresIn"]), (&json!("ephemeral"), &json!(900)));
    let claims = claims(answer["token"].as_str().unwrap());
    assert_eq!((&claims["origin"], &claims["site"]), (&json!(ORIGIN), &json!("default")));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 900);
    let (_, other) = ask(&backend, ORIGIN, json!({})).await;
    assert_ne!(claims["sub"], self::claims(other["token"].as_str().unwrap())["sub"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_key_is_the_same_visitor_again() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let key = Key::new(7);
    let answer = prove(&backend, &key).await;
    assert_eq!(answer["visitor"], "remembered");
    let token = answer["token"].as_str().unwrap().to_owned();
    let id = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(key.point()));
    assert_eq!(claims(&token)["sub"], id);

    let (asked, _) = Visitor { token }.hear(&backend, "Hi?").await;
    let threads = async |key: &Key| {
        let token = prove(&backend, key).await["token"].as_str().unwrap().to_owned();
        let response = Visitor { token }.get(&backend, "/v1/threads").send().await.unwrap();
        response.json::<Value>().await.unwrap()["threads"].as_array().unwrap().clone()
    };
    assert_eq!(threads(&key).await[0]["id"], asked.thread);
    assert!(threads(&Key::new(8)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_counts_once() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let key = Key::new(7);
    let challenge = challenge(&backend, ORIGIN, &key).await;
    let proof = json!({ "publicKey": key.public(), "challenge": challenge,
        "signature": key.sign(ORIGIN, &challenge) });
    assert_eq!(ask(&backend, ORIGIN, proof.clone()).await.0, 200);
    assert_eq!(ask(&backend, ORIGIN, proof).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_counts_for_its_key_and_page_only_and_a_failed_proof_does_not_use_it_up() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let (key, thief) = (Key::new(7), Key::new(8));
    let challenge = challenge(&backend, ORIGIN, &key).await;
    let other = "https://other.example";
    let proof = |key: &Key, signer: &Key, signed_for: &str, challenge: &str| {
        json!({ "publicKey": key.public(), "challenge": challenge,
            "signature": signer.sign(signed_for, challenge) })
    };
    for (origin, body) in [
        (ORIGIN, proof(&thief, &thief, ORIGIN, &challenge)),
        (ORIGIN, proof(&key, &thief, ORIGIN, &challenge)),
        (ORIGIN, proof(&key, &key, other, &challenge)),
        (other, proof(&key, &key, other, &challenge)),
        (other, proof(&key, &key, ORIGIN, &challenge)),
        (ORIGIN, proof(&key, &key, ORIGIN, "AAAA")),
        (ORIGIN, json!({ "publicKey": key.public(), "challenge": challenge, "signature": "AAAA" })),
    ] {
        let (status, answer) = ask(&backend, origin, body.clone()).await;
        assert_eq!((status, &answer["code"]), (401, &json!("unauthorized")), "{origin} {body}");
    }
    assert_eq!(ask(&backend, ORIGIN, proof(&key, &key, ORIGIN, &challenge)).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn halves_of_a_proof_and_broken_keys_are_refused() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let key = Key::new(7).public();
    for body in [
        json!({ "publicKey": "AAAA" }),
        json!({ "publicKey": "" }),
        json!({ "publicKey": 7 }),
        json!({ "challenge": "x" }),
        json!({ "publicKey": key, "challenge": "x" }),
        json!({ "publicKey": key, "signature": "x" }),
        json!({ "visitorId": "admin" }),
        json!([]),
    ] {
        assert_eq!(ask(&backend, ORIGIN, body.clone()).await.0, 400, "{body}");
    }
}
