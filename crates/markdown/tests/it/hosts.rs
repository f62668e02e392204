//! Links that pretend to lead elsewhere.

use markdown::misleads;

#[test]
fn a_text_that_names_another_host_misleads() {
    for (text, host) in [
        ("https://bank.example", "evil.example"),
        ("HTTPS://Bank.example/login", "evil.example"),
        ("http://localhost", "evil.example"),
        ("www.bank.example", "evil.example"),
        ("bank.example", "evil.example"),
        ("bank.example/login", "evil.example"),
        ("bank.example:8443", "evil.example"),
        ("Sign in at bank.example now", "evil.example"),
        ("(bank.example)", "evil.example"),
        ("https://bank.example@evil.example", "evil.example"),
        ("https://bank.example", "bank.example.evil.example"),
        ("https://login.bank.example", "bank.example"),
        ("bаnk.example", "xn--bnk-6cd.example"),
        ("https://bank.example:444", "bank.example:443"),
        ("bank.example.", "evil.example"),
        ("Sign in at bank.example!", "evil.example"),
        ("bank.example;", "evil.example"),
        ("'bank.example'", "evil.example"),
        ("[bank.example]", "evil.example"),
        ("bank.example's page", "evil.example"),
        ("bank.example’s page", "evil.example"),
        ("l'bank.example", "evil.example"),
        ("“bank.example.”", "evil.example"),
        ("Login/bank.example", "evil.example"),
        ("Login:https://bank.example", "evil.example"),
        ("'https://bank.example'", "evil.example"),
        ("//bank.example/login", "evil.example"),
        ("xn--80ab.xn--p1ai", "evil.example"),
        ("evil.example://bank.example", "evil.example"),
    ] {
        assert!(misleads(text, host), "{text} to {host}");
    }
}

#[test]
fn a_text_that_names_no_host_or_the_same_is_honest() {
    for (text, host) in [
        ("the bank", "bank.example"),
        ("https://bank.example/a?b#c", "bank.example"),
        ("Bank.Example", "bank.example"),
        ("www.bank.example", "bank.example"),
        ("bank.example", "www.bank.example"),
        ("https://bank.example:8443/", "bank.example:8443"),
        ("bank.example", "bank.example:8443"),
        ("bank.example.", "bank.example"),
        ("See bank.example, please", "bank.example"),
        ("Visit bank.example!", "bank.example"),
        ("'https://bank.example'", "bank.example"),
        ("[bank.example]", "bank.example"),
        ("bank.example's page", "bank.example"),
        ("bank.example’s page", "bank.example"),
        ("//bank.example/login", "bank.example"),
        ("a/b, and so on …", "bank.example"),
        ("2.5GB", "bank.example"),
        ("version 1.2.3", "bank.example"),
        ("e.g. this", "bank.example"),
        ("3.5", "bank.example"),
        ("", "bank.example"),
        ("…", "bank.example"),
        ("me@bank.example", "bank.example"),
    ] {
        assert!(!misleads(text, host), "{text} to {host}");
    }
}
