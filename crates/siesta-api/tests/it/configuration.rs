//! Settings that can't work are refused before anything is sent.

use std::process::Command;
use std::time::Duration;

use secrecy::SecretString;
use siesta_api::{Client, Config, Error};

use crate::support::{KEY, ORGANIZATION, config};

fn check(base_url: &str, key: &str, organization: &str, expected: &str) {
    let config = Config::new(base_url.parse().unwrap(), SecretString::from(key), organization);
    let error = Client::new(config).expect_err(expected);
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert!(error.to_string().contains(expected), "{error}");
    for secret in ["pass1234", "sk live", "tiny"] {
        assert!(!format!("{error} {error:?}").contains(secret), "{error}");
    }
}

#[test]
fn a_wrong_base_url_is_named() {
    check("ftp://api.example.com", KEY, ORGANIZATION, "must start with https://");
    check("mailto:api@example.com", KEY, ORGANIZATION, "must start with https://");
    check("https://user:pass1234@api.example.com", KEY, ORGANIZATION, "holds a user or password");
    check("https://api.example.com/?key=pass1234", KEY, ORGANIZATION, "holds a query or fragment");
    check("https://api.example.com/#top", KEY, ORGANIZATION, "holds a query or fragment");
}

#[test]
fn a_wrong_key_is_named_but_not_shown() {
    check("https://api.example.com", "", ORGANIZATION, "the API key is missing");
    check("https://api.example.com", "tiny", ORGANIZATION, "the API key is missing or shorter");
    check("https://api.example.com", "sk live-1234567\n", ORGANIZATION, "check how it was pasted");
    check("https://api.example.com", "schlüssel-12345", ORGANIZATION, "check how it was pasted");
}

#[test]
fn a_wrong_organization_is_named() {
    check("https://api.example.com", KEY, "", "organization id is empty");
    check("https://api.example.com", KEY, "two words", "organization id is empty or holds spaces");
}

#[test]
fn a_wait_of_nothing_or_of_days_is_named() {
    type Change = fn(&mut Config, Duration);
    let waits: [(&str, Change); 3] = [
        ("connect_timeout", |config, wait| config.connect_timeout = wait),
        ("request_deadline", |config, wait| config.request_deadline = wait),
        ("realtime_idle", |config, wait| config.realtime_idle = wait),
    ];
    for (name, change) in waits {
        for wait in [Duration::ZERO, Duration::MAX] {
            let mut config = config("https://api.example.com");
            change(&mut config, wait);
            let error = Client::new(config).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

/// Runs another test of this binary in a process of its own, whose environment names a dead proxy.
#[test]
fn proxy_variables_of_the_environment_are_not_read() {
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", "agents::a_bare_listing_has_no_query"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        test.env(name, "http://127.0.0.1:1");
    }
    let output = test.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(report.contains("1 passed"), "{report}");
}
