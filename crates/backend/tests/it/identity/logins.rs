//! What an identity is good for, and how often.

use backend::session::token::Claims;
use contract::api::VisitorKind;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{prove, show, start, status, threads, visitor};
use crate::support::backend::{Backend, ORIGIN, Transport, Visitor, environment, http_client, now};
use crate::support::database::{Database, on_both_databases};
use crate::support::issuer::{Signer, claims, identity, key_set};
use crate::support::key::Key;
use crate::support::process::Process;
use crate::support::token::token;
use crate::support::vendor::Vendor;

on_both_databases! {
    an_identity_is_good_for_one_key_only,
    an_identity_without_a_key_is_good_once,
    a_refused_replay_does_nothing,
    of_two_keys_at_once_one_gets_the_identity,
    a_failed_proof_of_the_key_leaves_the_identity_unused,
    a_users_token_is_bound_to_page_and_time,
}

#[track_caller]
fn replayed((status, answer): (u16, Value)) {
    assert_eq!((status, &answer["code"]), (401, &json!("identity_invalid")), "{answer}");
    assert!(answer["detail"].as_str().unwrap().contains("jti was used before"), "{answer}");
}

async fn an_identity_is_good_for_one_key_only(database: Database) {
    let vendor = Vendor::saying(&[]).await;
    let backend = start(&vendor, &database).await;
    let (key, thief) = (Key::new(7), Key::new(8));
    let jwt = identity("anna");
    for _ in 0..3 {
        visitor(prove(&backend, &key, Some(&jwt)).await);
    }
    replayed(prove(&backend, &thief, Some(&jwt)).await);
    replayed(show(&backend, &jwt).await);
    // Nor does another node know better.
    let other = start(&vendor, &database).await;
    replayed(prove(&other, &thief, Some(&jwt)).await);
    visitor(prove(&other, &key, Some(&jwt)).await);

    // One name for two tokens is a fault of the site: it makes no second user.
    let named = |sub: &str| {
        let mut claims = claims(sub, now());
        claims["jti"] = json!("the same");
        Signer::Es.sign(&Signer::Es.header().to_string(), &claims.to_string())
    };
    visitor(prove(&backend, &key, Some(&named("anna"))).await);
    replayed(prove(&backend, &key, Some(&named("bert"))).await);
}

async fn an_identity_without_a_key_is_good_once(database: Database) {
    let backend = start(&Vendor::saying(&[]).await, &database).await;
    let jwt = identity("anna");
    let answer = show(&backend, &jwt).await;
    assert_eq!(answer.1["visitor"], "identified");
    visitor(answer);
    replayed(show(&backend, &jwt).await);
    replayed(prove(&backend, &Key::new(7), Some(&jwt)).await);
}

async fn a_refused_replay_does_nothing(database: Database) {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = start(&vendor, &database).await;
    let jwt = identity("anna");
    visitor(prove(&backend, &Key::new(7), Some(&jwt)).await);
    let thief = Key::new(8);
    let nobody = visitor(prove(&backend, &thief, None).await);
    let (asked, _) = nobody.hear(&backend, "Hi?").await;
    replayed(prove(&backend, &thief, Some(&jwt)).await);
    assert_eq!(threads(&backend, &nobody).await, [&*asked.thread]);
}

async fn of_two_keys_at_once_one_gets_the_identity(database: Database) {
    let vendor = Vendor::saying(&[]).await;
    let nodes = [start(&vendor, &database).await, start(&vendor, &database).await];
    let keys = [Key::new(7), Key::new(8)];
    for round in 0..5 {
        let jwt = identity(&format!("user {round}"));
        let attempts = (0..8).map(|number| {
            let (node, key) = (&nodes[number % 2], &keys[number / 2 % 2]);
            prove(node, key, Some(&jwt))
        });
        let won: Vec<_> = join_all(attempts).await.into_iter().map(|(status, _)| status == 200).collect();
        let of_key = |key: usize| -> Vec<bool> {
            won.iter().enumerate().filter(|(number, _)| number / 2 % 2 == key).map(|(_, won)| *won).collect()
        };
        let (first, second) = (of_key(0), of_key(1));
        let one = (vec![true; 4], vec![false; 4]);
        assert!((&first, &second) == (&one.0, &one.1) || (&second, &first) == (&one.0, &one.1), "{won:?}");
    }
}

async fn a_failed_proof_of_the_key_leaves_the_identity_unused(database: Database) {
    let backend = start(&Vendor::saying(&[]).await, &database).await;
    let (key, thief) = (Key::new(7), Key::new(8));
    let ask = async |body: &Value| -> (u16, Value) {
        let response = backend.request(Method::POST, "/v1/session").json(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    };
    let challenge = async || {
        let (_, answer) = ask(&json!({ "publicKey": key.public() })).await;
        answer["challenge"].as_str().unwrap().to_owned()
    };
    let jwt = identity("anna");
    let proof = |challenge: &str, signer: &Key, identity: Option<&str>| {
        let signature = signer.sign(ORIGIN, challenge);
        let mut proof = json!({ "publicKey": key.public(), "challenge": challenge, "signature": signature });
        proof.as_object_mut().unwrap().extend(identity.map(|jwt| ("identity".to_owned(), json!(jwt))));
        proof
    };
    let (once, used) = (challenge().await, challenge().await);
    assert_eq!(ask(&proof(&once, &thief, Some(&jwt))).await.1["code"], "unauthorized");
    assert_eq!(ask(&proof(&used, &key, None)).await.0, 200);
    assert_eq!(ask(&proof(&used, &key, Some(&jwt))).await.1["code"], "unauthorized");
    // A bad identity leaves the challenge unused.
    let (status, answer) = ask(&proof(&once, &key, Some("a.b.c"))).await;
    assert_eq!((status, &answer["code"]), (401, &json!("identity_invalid")));
    assert_eq!(ask(&proof(&once, &key, Some(&jwt))).await.0, 200);
    assert_eq!(ask(&proof(&once, &key, Some(&jwt))).await.1["code"], "unauthorized");
}

async fn a_users_token_is_bound_to_page_and_time(database: Database) {
    let backend = start(&Vendor::saying(&[]).await, &database).await;
    let anna = visitor(prove(&backend, &Key::new(7), Some(&identity("anna"))).await);
    let from = |origin: &str, token: &str| {
        backend.bare(Method::GET, "/v1/threads").header("origin", origin).bearer_auth(token)
    };
    assert_eq!(status(from(ORIGIN, &anna.token)).await, 200);
    assert_eq!(status(from("https://other.example", &anna.token)).await, 403);
    assert_eq!(status(from("https://evil.example", &anna.token)).await, 403);
    let session = backend.bare(Method::POST, "/v1/session").header("origin", "https://evil.example");
    assert_eq!(status(session.json(&json!({ "identity": identity("anna") }))).await, 403);

    let token = |change: fn(&mut Claims)| {
        token(|claims| {
            claims.sub = "u_someone".to_owned();
            claims.kind = VisitorKind::Identified;
            change(claims);
        })
    };
    assert_eq!(status(from(ORIGIN, &token(|_| {}))).await, 200);
    assert_eq!(status(from(ORIGIN, &token(|claims| claims.exp = claims.iat - 1))).await, 401);
    assert_eq!(status(from(ORIGIN, &token(|claims| claims.site = "other".to_owned()))).await, 401);
    // What the site signs is no token of the chat.
    assert_eq!(status(from(ORIGIN, &identity("anna"))).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_the_claim_and_the_remedy_and_not_the_token() {
    let database = Database::sqlite().await;
    let backend = start(&Vendor::saying(&[]).await, &database).await;
    let mut claims = claims("anna", now());
    claims["aud"] = json!("https://other.example");
    let jwt = Signer::Hs.sign(&Signer::Hs.header().to_string(), &claims.to_string());
    for (status, answer) in [show(&backend, &jwt).await, prove(&backend, &Key::new(7), Some(&jwt)).await] {
        assert_eq!((status, &answer["code"]), (401, &json!("identity_invalid")));
        assert!(answer["detail"].as_str().unwrap().starts_with("The identity's aud is not"), "{answer}");
        assert!(!answer.to_string().contains(&jwt[..20]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_the_owner_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut environment = environment(folder.path(), Transport::Realtime, "http://127.0.0.1:9");
    environment.insert("CHAT_IDENTITY_KEYS".to_owned(), key_set().to_string());
    environment.insert("CHAT_IDENTITY_AUDIENCE".to_owned(), "https://other.example".to_owned());
    let process = Process::start(&environment);
    let jwt = identity("anna");
    let request = http_client().post(format!("{}/v1/session", process.url)).json(&json!({ "identity": jwt }));
    assert_eq!(status(request).await, 401);
    let log = process.log();
    assert!(log.contains("identity_invalid"), "{log}");
    assert!(log.contains("aud is not https://other.example. Set it to that"), "{log}");
    assert!(!log.contains("anna") && !log.contains(&jwt[..30]), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_are_no_keys_an_identity_is_refused_and_all_else_goes_on() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for (status, answer) in [
        show(&backend, &identity("anna")).await,
        prove(&backend, &Key::new(7), Some(&identity("anna"))).await,
    ] {
        assert_eq!((status, &answer["code"]), (400, &json!("invalid_request")));
        assert!(answer["detail"].as_str().unwrap().contains("set CHAT_IDENTITY_KEYS"), "{answer}");
    }
    let Visitor { token } = visitor(prove(&backend, &Key::new(7), None).await);
    assert!(!token.is_empty());
}
