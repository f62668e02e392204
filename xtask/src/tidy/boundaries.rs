//! Who touches what: the embedding page, the network, markup, the platform's key.

use super::source::Source;

/// A rule about code below some folders: the words may stand only in the allowed places.
struct Rule {
    /// Below which folders the rule holds.
    folders: &'static [&'static str],
    /// Beginnings of paths where the words may stand.
    allowed: &'static [&'static str],
    /// What must not stand elsewhere. Only whole words count.
    words: &'static [&'static str],
    /// What to do instead.
    remedy: &'static str,
}

const RULES: [Rule; 4] = [
    Rule {
        folders: &["src/"],
        allowed: &["src/host.rs", "src/host/", "src/boot.rs", "src/boot/"],
        words: &["document()", "web_sys::document"],
        remedy: "only src/host and src/boot reach outside the widget",
    },
    Rule {
        folders: &["src/"],
        // The network, timers and keys are the window's.
        allowed: &["src/host.rs", "src/host/", "src/boot.rs", "src/boot/", "src/net.rs", "src/net/"],
        words: &["window()", "web_sys::window"],
        remedy: "only src/host, src/boot and src/net use the window",
    },
    Rule {
        folders: &["src/"],
        allowed: &["src/net.rs", "src/net/"],
        words: &[
            "gloo_net",
            "fetch_with_request",
            "fetch_with_str",
            "EventSource",
            "XmlHttpRequest",
            "WebSocket",
        ],
        remedy: "only src/net talks to the network",
    },
    Rule {
        folders: &["src/", "loader/", "preview/", "crates/dev-agent/src/", "crates/markdown/src/"],
        allowed: &[],
        words: &[
            "view!",
            "inner_html",
            "set_inner_html",
            "set_outer_html",
            "insert_adjacent_html",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "DOMParser",
            "srcdoc",
        ],
        remedy: "build the DOM node by node: a page may enforce Trusted Types",
    },
];

/// The header with the platform's key, and the one file that sets it.
const KEY_HEADER: &str = "x-api-key";
const KEY_IS_SET: &str = "crates/siesta-api/src/transport.rs";

/// Who else may name the header without setting it.
const KEY_IS_NAMED: [&str; 3] = [
    // Expects it, as the platform does.
    "crates/dev-agent/",
    // Knows the field of that name in an External API manifest.
    "crates/manifest/",
    // Refuses it from browsers.
    "crates/backend/src/http/middleware/credentials.rs",
];

/// The breaches of these rules.
pub fn check(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for rule in &RULES {
        let starts = |path: &str, places: &[&str]| places.iter().any(|place| path.starts_with(place));
        let subject = |it: &&Source| starts(&it.path, rule.folders) && !starts(&it.path, rule.allowed);
        for source in sources.iter().filter(subject).filter(|it| it.is(&["rs", "js", "mjs", "html"])) {
            for (number, line) in source.code() {
                if let Some(word) = rule.words.iter().find(|word| contains_word(line, word)) {
                    breaches.push(format!("{}:{number}: `{word}`: {}", source.path, rule.remedy));
                }
            }
        }
    }
    breaches.extend(key_header(sources));
    breaches
}

fn key_header(sources: &[Source]) -> Vec<String> {
    let header = format!("\"{KEY_HEADER}\"");
    let is_code = |it: &&Source| it.is(&["rs"]) && it.path.contains("src/") && !it.path.starts_with("xtask/");
    let names = |it: &&Source| it.code().any(|(_, line)| line.to_ascii_lowercase().contains(&header));
    let files: Vec<&str> = sources.iter().filter(is_code).filter(names).map(|it| it.path.as_str()).collect();
    let mut breaches = Vec::new();
    if !files.contains(&KEY_IS_SET) {
        breaches
            .push(format!("{KEY_IS_SET} does not name {KEY_HEADER}: this rule has to learn where it is set"));
    }
    let may_name =
        |path: &str| path == KEY_IS_SET || KEY_IS_NAMED.iter().any(|place| path.starts_with(place));
    for file in files.into_iter().filter(|path| !may_name(path)) {
        breaches.push(format!("{file}: only {KEY_IS_SET} sets the header {KEY_HEADER}"));
    }
    breaches
}

/// Whether `line` contains `word`, and not as a part of a longer name.
fn contains_word(line: &str, word: &str) -> bool {
    let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(position, _)| {
        let before = line[..position].chars().next_back();
        let after = line[position + word.len()..].chars().next();
        !is_name(before) && (word.ends_with([')', '!']) || !is_name(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one allowed place of the header, so that only the rule under test can be broken.
    const TRANSPORT: (&str, &str) =
        ("crates/siesta-api/src/transport.rs", "const KEY: &str = \"x-api-key\";");

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let source = |&(path, text): &(&str, &str)| Source { path: path.to_owned(), text: text.to_owned() };
        let breaches = super::check(&files.iter().map(source).collect::<Vec<_>>());
        assert_eq!(breaches.len(), expected.len(), "{breaches:?}");
        for (breach, part) in breaches.iter().zip(expected) {
            assert!(breach.contains(part), "{breach} lacks {part}");
        }
    }

    #[test]
    fn only_the_host_modules_reach_for_the_page() {
        let code = "let w = web_sys::window();";
        check(&[TRANSPORT, ("src/host/page.rs", code), ("src/boot.rs", code)], &[]);
        check(&[TRANSPORT, ("src/ui/panel.rs", code)], &["src/ui/panel.rs:1"]);
        check(&[TRANSPORT, ("src/net/client.rs", code)], &[]);
        check(&[TRANSPORT, ("src/net/client.rs", "w.document()")], &["src/net/client.rs:1"]);
        check(&[TRANSPORT, ("src/ui/panel.rs", "// web_sys::window() is not for us\nclose_window();")], &[]);
    }

    #[test]
    fn only_the_net_modules_talk() {
        check(&[TRANSPORT, ("src/net/client.rs", "use gloo_net::http;")], &[]);
        check(&[TRANSPORT, ("src/chat.rs", "use gloo_net::http;")], &["only src/net"]);
    }

    #[test]
    fn no_text_becomes_markup() {
        check(&[TRANSPORT, ("src/ui/a.rs", "view! { <p/> }")], &["view!"]);
        check(&[TRANSPORT, ("loader/a.js", "a.innerHTML = b;")], &["innerHTML"]);
        check(&[TRANSPORT, ("src/ui/a.rs", "review!(a)")], &[]);
    }

    #[test]
    fn the_key_is_set_in_one_place() {
        check(&[TRANSPORT, ("crates/dev-agent/src/auth.rs", "get(\"x-api-key\")")], &[]);
        check(
            &[TRANSPORT, ("crates/backend/src/a.rs", "set(\"X-Api-Key\")")],
            &["crates/backend/src/a.rs: only"],
        );
        check(&[], &["has to learn"]);
    }
}
