//! Which addresses are let through.

use markdown::safe_href;
use proptest::prelude::*;

#[test]
fn web_mail_telephone_and_relative_addresses_are_safe() {
    for href in [
        "",
        "a",
        "/a",
        "//a.b/c",
        "../a",
        "?a=b:c",
        "#a:b",
        "a/b:c",
        "a%3Ab",
        "http://a.b",
        "HTTPS://A.B/?q=javascript:x",
        "https://a.b/ü d",
        "mailto:a@b.c",
        "MailTo:a@b.c?subject=x",
        "tel:+49-(0)30.123",
        "TEL:1",
        "/a?b&c",
        "./javascript:x",
        "https://a.b:80/",
    ] {
        assert!(safe_href(href), "{href:?}");
    }
}

#[test]
fn other_addresses_are_not() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:x",
        "\tjavascript:x",
        "java\tscript:x",
        "java\nscript:x",
        "java\rscript:x",
        "java\0script:x",
        "\u{1}javascript:x",
        "\u{a0}javascript:x",
        "javascript\t:x",
        "javascript :x",
        "javascript&colon;x",
        "javascript&#58;x",
        "&#106;avascript:x",
        "&Tab;javascript:x",
        "data:text/html,x",
        "data:image/png;base64,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.b/c",
        "about:blank",
        "ftp://a.b",
        "tel:",
        "tel:*%2306%23",
        "tel:*06#",
        "tel:1;ext=2",
        "tel:1/2",
        "sms:1",
        "intent://a#Intent;end",
        "view-source:http://a.b",
        "ws://a.b",
        "x:",
        ":",
        ":a",
        "foo):",
        "http:a.b",
        "https:/a.b",
        "https:///a.b",
        "https:\\\\a.b",
        "https://\\a.b",
        "https://",
        "http:javascript:x",
        "javascript:x//http://a.b",
        "javascript://a.b/%0aalert(1)",
        "feed:javascript:x",
        "jar:http://a.b!/",
        "java\u{200b}script:x",
        "java\u{ad}script:x",
        "https://a.b/\u{202e}c",
        "\u{feff}javascript:x",
        "/a\u{7f}",
        "/a\u{85}b",
        "/\u{2028}",
        "https://a.b/\u{e0041}",
        "https://a.b\u{2066}",
        "ｊavascript:x",
    ] {
        assert!(!safe_href(href), "{href:?}");
    }
}

proptest! {
    #[test]
    fn no_disguise_of_a_script_is_safe(
        upper in proptest::collection::vec(any::<bool>(), 10),
        at in 0usize..11,
        junk in proptest::sample::select(vec!["", "\t", "\n", "\r", "\0", " ", "\u{200b}", "\u{ad}", "\u{1f}", "&Tab;", "\u{a0}"]),
        scheme in proptest::sample::select(vec!["javascript", "vbscript", "data", "file", "blob", "filesystem"]),
        colon in proptest::sample::select(vec![":", "&colon;", "&#58;", "&#x3a;"]),
    ) {
        let mut href: String = scheme
            .chars()
            .zip(upper.iter().cycle())
            .map(|(c, upper)| if *upper { c.to_ascii_uppercase() } else { c })
            .collect();
        href.insert_str(at.min(href.len()), junk);
        href.push_str(colon);
        href.push_str("alert(1)");
        prop_assert!(!safe_href(&href), "{:?}", href);
    }
}
