//! Which tokens prove a user, and what is said of the others.

use std::sync::LazyLock;

use backend::session::identity::{Identities, Identity};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::issuer::{
    AUDIENCE, ED_PUBLIC, SECRET, Signer, claims, encode, es_public, hmac, identities, key_set,
};

const NOW: u64 = 1_700_000_000;

fn verify(token: &str) -> Result<Identity, String> {
    static IDENTITIES: LazyLock<Identities> = LazyLock::new(identities);
    IDENTITIES.verify(token, NOW).map_err(|refusal| refusal.to_string())
}

/// A token of a good key whose claims were changed before they were signed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims("anna", NOW);
    change(&mut claims);
    Signer::Es.sign(&Signer::Es.header().to_string(), &claims.to_string())
}

fn with_header(signer: Signer, header: &Value) -> String {
    signer.sign(&header.to_string(), &claims("anna", NOW).to_string())
}

#[track_caller]
fn refused(token: &str, words: &str) {
    let detail = verify(token).unwrap_err();
    assert!(detail.contains(words), "{detail}");
    // Whatever the token says, the refusal doesn't repeat it.
    assert!(!detail.contains("anna") && !detail.contains("eyJ"), "{detail}");
}

#[test]
fn each_kind_of_key_proves_a_user() {
    for signer in [Signer::Ed, Signer::Es, Signer::Hs] {
        let claims = claims("anna", NOW);
        let identity = verify(&signer.sign(&signer.header().to_string(), &claims.to_string())).unwrap();
        assert_eq!((identity.sub.as_str(), &json!(identity.jti)), ("anna", &claims["jti"]), "{signer:?}");
        assert_eq!(identity.void_at, NOW + 300 + 60);
    }
}

#[test]
fn what_libraries_write_differently_counts_all_the_same() {
    for token in [
        changed(|claims| claims["aud"] = json!(["https://other.example", AUDIENCE])),
        changed(|claims| claims["iat"] = json!(NOW as f64 + 0.25)),
        changed(|claims| claims["email"] = json!("anna@example.com")),
        changed(|claims| claims["iss"] = json!("https://shop.example")),
        with_header(Signer::Hs, &json!({ "typ": "JWT", "alg": "HS256", "kid": "hs", "cty": "x" })),
        changed(|claims| claims["exp"] = json!(NOW + 900)),
        changed(|claims| claims["sub"] = json!("ü".repeat(255))),
        changed(|claims| claims["jti"] = json!("x".repeat(64))),
    ] {
        assert!(verify(&token).is_ok(), "{token}");
    }
}

#[test]
fn clocks_may_differ_by_a_minute() {
    let lived =
        |iat: u64, exp: u64| changed(|claims| (claims["iat"], claims["exp"]) = (iat.into(), exp.into()));
    assert!(verify(&lived(NOW + 60, NOW + 120)).is_ok());
    assert!(verify(&lived(NOW - 300, NOW - 59)).is_ok());
    refused(&lived(NOW + 61, NOW + 120), "iat is in the future");
    refused(&lived(NOW - 300, NOW - 60), "exp has passed");
}

#[test]
fn the_key_decides_on_the_algorithm_and_not_the_header() {
    let unsigned = |header: Value| {
        format!("{}.{}.", encode(header.to_string()), encode(claims("anna", NOW).to_string()))
    };
    for kid in ["ed", "es", "hs"] {
        for alg in ["none", "None", "NONE", "", "HS384", "HS512", "RS256", "ES384", "PS256", "hs256"] {
            refused(&unsigned(json!({ "alg": alg, "kid": kid })), "alg is not");
            refused(&with_header(Signer::Hs, &json!({ "alg": alg, "kid": kid })), "alg is not");
        }
        refused(&unsigned(json!({ "kid": kid })), "alg is not");
        refused(&unsigned(json!({ "alg": ["none"], "kid": kid })), "alg is not");
    }
    for signer in [Signer::Ed, Signer::Es, Signer::Hs] {
        refused(&unsigned(signer.header()), "signature is not");
        for other in [Signer::Ed, Signer::Es, Signer::Hs] {
            if other != signer {
                // Signed by one key and said to be by another, with its algorithm or with one's own.
                refused(&with_header(signer, &other.header()), "signature is not");
                let mixed = json!({ "alg": signer.header()["alg"], "kid": other.header()["kid"] });
                refused(&with_header(signer, &mixed), "alg is not");
            }
        }
    }
}

#[test]
fn a_public_key_is_no_secret() {
    let point = es_public();
    let secrets = [encode(&point).into_bytes(), point.clone(), point[1..33].to_vec(), ED_PUBLIC.into()];
    for secret in secrets {
        for kid in ["ed", "es"] {
            for alg in ["HS256", "ES256", "EdDSA"] {
                let header = json!({ "alg": alg, "kid": kid }).to_string();
                let signed = format!("{}.{}", encode(header), encode(claims("anna", NOW).to_string()));
                assert!(verify(&format!("{signed}.{}", hmac(&secret, &signed))).is_err(), "{alg} {kid}");
            }
        }
    }
    // The secret as a text is not the secret.
    let signed =
        format!("{}.{}", encode(Signer::Hs.header().to_string()), encode(claims("anna", NOW).to_string()));
    refused(&format!("{signed}.{}", hmac(encode(SECRET).as_bytes(), &signed)), "not with its text");
}

#[test]
fn the_key_has_to_be_named_and_known() {
    refused(&with_header(Signer::Hs, &json!({ "alg": "HS256" })), "has no kid");
    refused(&with_header(Signer::Hs, &json!({ "alg": "HS256", "kid": 7 })), "has no kid");
    refused(
        &with_header(Signer::Hs, &json!({ "alg": "HS256", "kid": "old" })),
        "Add the key there and restart",
    );
    let key = key_set()["keys"][0].clone();
    // A key that the token brings along is nobody's.
    refused(&with_header(Signer::Ed, &json!({ "alg": "EdDSA", "jwk": key })), "has no kid");
    refused(
        &with_header(Signer::Hs, &json!({ "alg": "HS256", "kid": "hs", "crit": ["b64"], "b64": false })),
        "crit",
    );
}

#[test]
fn claims_that_do_not_count_are_named_with_the_remedy() {
    for (token, words) in [
        (changed(|claims| claims["exp"] = json!(NOW + 901)), "exp is more than 900 seconds"),
        (changed(|claims| claims["exp"] = json!(1e300)), "exp is more than 900 seconds"),
        (changed(|claims| claims["exp"] = claims["iat"].clone()), "exp is not after its iat"),
        (changed(|claims| claims["exp"] = json!(NOW - 10)), "exp is not after its iat"),
        (changed(|claims| claims["exp"] = json!("tomorrow")), "exp is no time"),
        (changed(|claims| claims["iat"] = json!(-1)), "iat is no time"),
        (changed(|claims| claims["aud"] = json!("https://other.example")), "aud is not https://chat.example"),
        (changed(|claims| claims["aud"] = json!(["https://other.example"])), "aud is not"),
        (changed(|claims| claims["aud"] = json!("https://chat.example/")), "aud is not"),
        (changed(|claims| claims["aud"] = json!([])), "aud is not"),
        (changed(|claims| claims["aud"] = json!({ AUDIENCE: AUDIENCE })), "aud is not"),
        (changed(|claims| claims["aud"] = json!([[AUDIENCE]])), "aud is not"),
        (changed(|claims| claims["sub"] = json!(17)), "sub is no text"),
        (changed(|claims| claims["sub"] = json!("")), "sub has to have 1 to 255 characters"),
        (changed(|claims| claims["sub"] = json!("ü".repeat(256))), "sub has to have 1 to 255 characters"),
        (changed(|claims| claims["sub"] = json!("a\u{0}b")), "no control characters"),
        (changed(|claims| claims["jti"] = json!("x".repeat(65))), "jti has to have 1 to 64 characters"),
        (changed(|claims| claims["jti"] = json!("")), "jti has to have"),
    ] {
        refused(&token, words);
    }
    for name in ["sub", "aud", "iat", "exp", "jti"] {
        let without = |value: Option<Value>| {
            changed(|claims| {
                let claims = claims.as_object_mut().unwrap();
                claims.remove(name);
                claims.extend(value.map(|value| (name.to_owned(), value)));
            })
        };
        let words = if name == "aud" { "aud is not".to_owned() } else { format!("has no {name}") };
        refused(&without(None), &words);
        refused(&without(Some(Value::Null)), &words);
    }
}

#[test]
fn what_is_written_twice_is_refused() {
    let header = Signer::Hs.header().to_string();
    let good = claims("anna", NOW).to_string();
    for name in ["sub", "aud", "iat", "exp", "jti"] {
        let twice = format!(r#"{{"{name}":{},{}"#, claims("anna", NOW)[name], &good[1..]);
        refused(&Signer::Hs.sign(&header, &twice), &format!("has {name} twice"));
        // An escaped name is the same name.
        let escaped = format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]);
        let twice = format!(r#"{{"{escaped}":1,{}"#, &good[1..]);
        refused(&Signer::Hs.sign(&header, &twice), &format!("has {name} twice"));
    }
    refused(&Signer::Hs.sign(r#"{"alg":"none","alg":"HS256","kid":"hs"}"#, &good), "has alg twice");
    refused(&Signer::Hs.sign(r#"{"alg":"HS256","kid":"es","kid":"hs"}"#, &good), "has kid twice");
}

#[test]
fn what_is_no_jwt_is_refused() {
    let good = changed(|_| {});
    let [header, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    for broken in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        header.to_owned(),
        format!("{header}.{body}"),
        format!("{good}.{signature}"),
        format!("{header}=.{body}.{signature}"),
        format!("{header}.{body}==.{signature}"),
        format!("{header}.!{body}.{signature}"),
        format!(" {good}"),
        format!("{header}.\u{e4}.{signature}"),
    ] {
        refused(&broken, "is no");
    }
    for broken in [format!("{good}="), format!("{good}\n"), format!("{header}.{body}.{}", &signature[1..])] {
        refused(&broken, "signature is not");
    }
    for (header, claims) in [("[]", "{}"), ("{", "{}"), ("", ""), ("[\"HS256\",\"hs\"]", "{}")] {
        refused(&Signer::Hs.sign(header, claims), "header is no JSON object");
    }
    let header = Signer::Hs.header().to_string();
    for claims in ["", "[]", "{", "null", "\u{feff}{}", &format!("{{\"x\":{}", "[".repeat(4_000))] {
        refused(&Signer::Hs.sign(&header, claims), "payload is no JSON object");
    }
    refused(&changed(|claims| claims["sub"] = json!("x".repeat(8_000))), "longer than 8192 bytes");
}

#[test]
fn a_token_with_a_byte_changed_is_refused() {
    for signer in [Signer::Ed, Signer::Es, Signer::Hs] {
        let good = signer.sign(&signer.header().to_string(), &claims("anna", NOW).to_string());
        // Every part has its share.
        for at in (0..good.len()).step_by(5) {
            let mut changed = good.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(changed == good || verify(&changed).is_err(), "{signer:?} {at}");
        }
    }
}

#[test]
fn a_users_id_is_of_site_and_subject_alone() {
    let user =
        |sub: &str, site: &str| verify(&changed(|claims| claims["sub"] = json!(sub))).unwrap().user_id(site);
    assert_eq!(user("anna", "default"), user("anna", "default"));
    assert_ne!(user("anna", "default"), user("bert", "default"));
    assert_ne!(user("anna", "default"), user("anna", "other"));
    assert_ne!(user("anna", "default"), user("Anna", "default"));
    let id = user("anna", "default");
    assert_eq!((id.len(), id.starts_with("u_")), (45, true));
    assert!(!id.contains("anna"));
}

proptest! {
    #[test]
    fn nothing_that_was_not_signed_counts_and_nothing_panics(
        header in prop_oneof![
            Just(r#"{"alg":"EdDSA","kid":"ed"}"#.to_owned()),
            Just(r#"{"alg":"ES256","kid":"es"}"#.to_owned()),
            Just(r#"{"alg":"HS256","kid":"hs"}"#.to_owned()),
            ".*",
        ],
        payload in ".*",
        signature in vec(any::<u8>(), 0..100),
        text in ".*",
    ) {
        let token = format!("{}.{}.{}", encode(header), encode(payload), encode(signature));
        prop_assert!(verify(&token).is_err());
        prop_assert!(verify(&text).is_err());
    }

    #[test]
    fn no_claims_make_it_panic_and_what_counts_is_bounded(
        sub in any::<String>(),
        jti in any::<String>(),
        iat in any::<f64>(),
        life in any::<f64>(),
    ) {
        let now = NOW as f64;
        for (iat, exp) in [(iat, iat + life), (now, now + life), (now + iat.rem_euclid(900.0), now + 900.0)] {
            let claims = json!({ "sub": sub, "jti": jti, "iat": iat, "exp": exp, "aud": AUDIENCE });
            let token = Signer::Hs.sign(&Signer::Hs.header().to_string(), &claims.to_string());
            if let Ok(identity) = verify(&token) {
                prop_assert!((1..=255).contains(&identity.sub.chars().count()));
                prop_assert!((1..=64).contains(&identity.jti.chars().count()));
                prop_assert!((NOW..=NOW + 900 + 60 + 60).contains(&identity.void_at));
                prop_assert!(!identity.sub.contains('\0') && !identity.jti.contains('\0'));
            }
        }
    }
}
