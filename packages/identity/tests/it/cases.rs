//! What holds in every language.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::backend::{AUDIENCE, Backend};
use crate::keys::{self, Key};
use crate::language::{Call, Field, Language};
use crate::signature;

/// Ids that break careless code.
fn users() -> Vec<String> {
    let plain = [
        "42",
        "jane@example.com",
        r#"a "quoted" 'user' \ with / slashes"#,
        r#"","sub":"admin"#,
        "<script>&amp;</script>",
        "  space at both ends ",
        "Ünïcödé, नमस्ते, 漢字, שלום",
        "👩‍👩‍👧‍👦🏳️‍🌈 𝒳",
        "e\u{301} is not é",
        "\u{2028}\u{2029}\u{202e}\u{feff}\u{fffd}",
        r"\u0041\n%41$1{0}",
        "null",
    ];
    let long = ["x", "é", "漢", "🙂"].map(|character| character.repeat(255));
    plain.map(str::to_owned).into_iter().chain(long).collect()
}

fn call(user: &str, key: &Key) -> Call {
    [user.to_owned(), key.id().to_owned(), key.private.clone(), AUDIENCE.to_owned()].map(Field::Text)
}

async fn tokens_name_the_user_and_hold_no_change(language: Language) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys::all(folder.path());
    let backend = Backend::start(folder.path(), &keys::set(&keys)).await;
    let offered = keys.iter().filter(|key| language.algorithms().contains(&key.algorithm()));
    let cases: Vec<(String, &Key)> =
        offered.flat_map(|key| users().into_iter().map(move |user| (user, key))).collect();
    let calls: Vec<Call> = cases.iter().map(|(user, key)| call(user, key)).collect();

    let since = now();
    let mut ids = BTreeSet::new();
    for ((user, key), token) in cases.iter().zip(language.tokens(&calls)) {
        let token = token.unwrap_or_else(|error| panic!("{user:?}: {error}"));
        ids.insert(claims_are_as_agreed(&token, user, key, since));
        assert!(signature::is_good(&token, key), "{} of {user:?}", key.algorithm());
        for changed in changed(&token) {
            let (status, answer) = backend.session(&changed).await;
            assert_eq!((status, &answer["code"]), (StatusCode::UNAUTHORIZED, &"identity_invalid".into()));
        }
        let (status, answer) = backend.session(&token).await;
        assert_eq!(status, StatusCode::OK, "{} of {user:?}: {answer}", key.algorithm());
        assert_eq!(answer["visitor"], "identified");
        assert_eq!(backend.user(&answer).await, *user);
    }
    assert_eq!(ids.len(), cases.len(), "each token has an id of its own");
}

/// Checks all that the token says, and returns its id.
fn claims_are_as_agreed(token: &str, user: &str, key: &Key, since: u64) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| -> Map<String, Value> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let header = read(parts[0]);
    assert_eq!(names(&header), ["alg", "kid"]);
    assert_eq!((&header["alg"], &header["kid"]), (&key.algorithm().into(), &key.id().into()));

    let claims = read(parts[1]);
    assert_eq!(names(&claims), ["aud", "exp", "iat", "jti", "sub"]);
    assert_eq!((&claims["sub"], &claims["aud"]), (&user.into(), &AUDIENCE.into()));
    let (issued, expires) = (claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap());
    assert_eq!(expires - issued, 300);
    assert!((since..=now()).contains(&issued));
    let id = claims["jti"].as_str().unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(id).unwrap().len(), 16);
    id.to_owned()
}

fn names(members: &Map<String, Value>) -> Vec<&str> {
    members.keys().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The token with one character changed, in each of its parts.
fn changed(token: &str) -> Vec<String> {
    let parts: Vec<&str> = token.split('.').collect();
    let middles = [parts[0].len() / 2, parts[0].len() + 1 + parts[1].len() / 2, token.len() - 20];
    let change = |at: usize| {
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &token[..at], &token[at + 1..])
    };
    middles.map(change).into()
}

fn what_is_missing_or_wrong_is_said(language: Language) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys::all(folder.path());
    let good = call("42", &keys[0]);
    let with = |at: usize, field: Field| {
        let mut call = good.clone();
        call[at] = field;
        call
    };
    let text = |text: &str| Field::Text(text.to_owned());
    let short = URL_SAFE_NO_PAD.encode([7; 31]);
    let (rsa, broken) = (keys::rsa(folder.path()), "-----BEGIN PRIVATE KEY-----\nMC4CAQ");
    let user = "the user's id must be text of 1 to 255 characters, none of them a control character";
    let too_long = "🙂".repeat(256);
    let cases = [
        (with(0, Field::Absent), user),
        (with(0, text("")), user),
        (with(0, text(&too_long)), user),
        (with(0, Field::Broken), user),
        (with(0, text("two\nlines")), user),
        (with(0, text("42\n")), user),
        (with(0, text("\u{0}")), user),
        (with(0, text("delete\u{7f}")), user),
        (with(0, text("next line\u{85}")), user),
        (with(1, Field::Absent), "set CHAT_IDENTITY_KEY_ID"),
        (with(1, text("")), "set CHAT_IDENTITY_KEY_ID"),
        (with(2, Field::Absent), "the key is missing: set CHAT_IDENTITY_KEY"),
        (with(2, text(" \n")), "the key is missing: set CHAT_IDENTITY_KEY"),
        (with(2, text(&short)), "the key is too short: HS256 needs at least 32 bytes"),
        (with(2, text("a secret of more than thirty-two bytes in plain words")), "a secret in base64url"),
        (with(2, text(&rsa)), "private key"),
        (with(2, text(broken)), "private key"),
        (with(3, Field::Absent), "set CHAT_IDENTITY_AUDIENCE"),
        (with(3, text("")), "set CHAT_IDENTITY_AUDIENCE"),
    ];
    let calls: Vec<Call> = cases.iter().map(|(call, _)| call.clone()).collect();
    for ((call, expected), answer) in cases.iter().zip(language.tokens(&calls)) {
        let error = answer.expect_err(expected);
        assert!(error.contains("chat identity: ") && error.contains(expected), "{error:?}, not {expected:?}");
        let key = call[2].text().trim();
        assert!(key.is_empty() || !error.contains(key), "the key is in {error:?}");
    }
}

/// A private key is understood as it stands in a file, and as hosts keep it in one line.
fn a_key_may_stand_in_one_line(language: Language) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys::all(folder.path());
    let offered: Vec<&Key> =
        keys.iter().filter(|key| language.algorithms().contains(&key.algorithm())).collect();
    let in_one_line = |key: &&Key| {
        let mut call = call("42", key);
        call[2] = Field::Text(format!("{}\n", key.private.replace('\n', "\\n")));
        call
    };
    let calls: Vec<Call> = offered.iter().map(in_one_line).collect();
    for (key, token) in offered.iter().zip(language.tokens(&calls)) {
        assert!(signature::is_good(&token.unwrap(), key), "{}", key.algorithm());
    }
}

/// One number in 256 begins with a zero, which some ways of writing it down leave out.
fn a_thousand_signatures_are_good(language: Language) {
    let folder = tempfile::tempdir().unwrap();
    for key in keys::all(folder.path()).iter().filter(|key| language.algorithms().contains(&key.algorithm()))
    {
        let calls: Vec<Call> = (0..1000).map(|user| call(&user.to_string(), key)).collect();
        for token in language.tokens(&calls) {
            assert!(signature::is_good(&token.unwrap(), key), "{}", key.algorithm());
        }
    }
}

macro_rules! languages {
    ($($module:ident: $language:ident,)*) => {
        $(mod $module {
            use super::*;

            #[tokio::test]
            async fn tokens_name_the_user_and_hold_no_change() {
                super::tokens_name_the_user_and_hold_no_change(Language::$language).await;
            }

            #[test]
            fn a_thousand_signatures_are_good() {
                super::a_thousand_signatures_are_good(Language::$language);
            }

            #[test]
            fn what_is_missing_or_wrong_is_said() {
                super::what_is_missing_or_wrong_is_said(Language::$language);
            }

            #[test]
            fn a_key_may_stand_in_one_line() {
                super::a_key_may_stand_in_one_line(Language::$language);
            }
        })*
    };
}

languages! {
    node: Node,
    python: Python,
    php: Php,
    ruby: Ruby,
    go: Go,
    java: Java,
    csharp: Csharp,
    rust: Rust,
}
