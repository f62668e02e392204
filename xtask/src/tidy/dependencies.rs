//! Which package may know which. Dependencies point one way:
//! `contract`, `page-context`, `markdown` ← widget; `contract`, `page-context`, `manifest`, `siesta-api` ← backend;
//! `manifest`, `siesta-api` ← command line.

use crate::metadata::{Metadata, Package};

/// Programs: nothing builds upon them.
const PROGRAMS: [&str; 3] = ["backend", "dev-agent", "siesta-cli"];

/// Pairs that must not meet, not even through others, with the reason.
const APART: [(&str, &str, &str); 9] = [
    ("chat-widget", "manifest", "the widget gets the public part of the manifest from the backend"),
    ("chat-widget", "siesta-api", "the widget never sees a type of the platform"),
    ("siesta-api", "contract", "platform and AG-UI meet in the backend alone"),
    ("contract", "siesta-api", "platform and AG-UI meet in the backend alone"),
    ("dev-agent", "siesta-api", "client and stand-in could agree on the same mistake"),
    ("dev-agent", "contract", "the stand-in speaks the platform's language alone"),
    ("siesta-api", "manifest", "the client doesn't decide what is allowed"),
    ("manifest", "siesta-api", "a manifest says what is allowed, not how it is called"),
    ("siesta-cli", "contract", "the command line speaks to the platform, not to a backend"),
];

/// Packages without input and output, and what would give them some.
const PURE: [&str; 4] = ["contract", "markdown", "page-context", "manifest"];
const INPUT_AND_OUTPUT: [&str; 15] = [
    "axum",
    "gloo-net",
    "hyper",
    "js-sys",
    "leptos",
    "mio",
    "reqwest",
    "rustix",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tokio-util",
    "wasm-bindgen",
    "web-sys",
];

/// What costs too much in the browser; it has its own of each.
const TOO_LARGE: [&str; 7] =
    ["chrono", "idna", "jsonschema", "pulldown-cmark", "regex", "unicode-security", "url"];

/// The breaches of these rules.
pub fn check(metadata: &Metadata) -> Vec<String> {
    let mut breaches = Vec::new();
    for package in &metadata.packages {
        for program in PROGRAMS.into_iter().filter(|program| names(package, program)) {
            breaches.push(format!("{} depends on {program}: nothing builds upon a program", package.name));
        }
    }
    for (from, to, reason) in APART {
        let direct_or_test =
            metadata.packages.iter().any(|package| package.name == from && names(package, to));
        if direct_or_test || metadata.closure(from).contains(to) {
            breaches.push(format!("{from} depends on {to}: {reason}"));
        }
    }
    for name in PURE {
        forbid(metadata, name, &INPUT_AND_OUTPUT, "it has no input and output", &mut breaches);
    }
    forbid(metadata, "chat-widget", &TOO_LARGE, "too large for the browser", &mut breaches);
    breaches
}

/// Adds a breach for every forbidden dependency that ends up in the package's artifact by our own choice.
fn forbid(metadata: &Metadata, name: &str, forbidden: &[&str], reason: &str, breaches: &mut Vec<String>) {
    let closure = metadata.closure(name);
    for package in metadata.packages.iter().filter(|package| closure.contains(package.name.as_str())) {
        for dependency in package.dependencies.iter().filter(|it| it.kind.is_none()) {
            if forbidden.contains(&dependency.name.as_str()) {
                breaches
                    .push(format!("{} (in {name}) depends on {}: {reason}", package.name, dependency.name));
            }
        }
    }
}

fn names(package: &Package, dependency: &str) -> bool {
    package.dependencies.iter().any(|it| it.name == dependency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    /// Packages from lines such as `widget: contract, dev markdown`.
    fn metadata(lines: &[&str]) -> Metadata {
        let package = |line: &&str| {
            let (name, dependencies) = line.split_once(':').unwrap_or((line, ""));
            let dependency = |text: &str| match text.split_once(' ') {
                Some((kind, name)) => Dependency { name: name.to_owned(), kind: Some(kind.to_owned()) },
                None => Dependency { name: text.to_owned(), kind: None },
            };
            let dependencies =
                dependencies.split(',').map(str::trim).filter(|it| !it.is_empty()).map(dependency);
            Package {
                name: name.to_owned(),
                manifest_path: format!("{name}/Cargo.toml").into(),
                dependencies: dependencies.collect(),
            }
        };
        Metadata { packages: lines.iter().map(package).collect() }
    }

    fn check(lines: &[&str], expected: Option<&str>) {
        let breaches = super::check(&metadata(lines));
        match expected {
            Some(start) => {
                assert!(breaches.iter().any(|it| it.starts_with(start)), "{lines:?}: {breaches:?}")
            }
            None => assert_eq!(breaches, Vec::<String>::new(), "{lines:?}"),
        }
    }

    #[test]
    fn the_intended_map_is_allowed() {
        check(
            &[
                "chat-widget: contract, markdown, leptos",
                "backend: contract, siesta-api, tokio",
                "siesta-api: reqwest",
                "siesta-cli: manifest, siesta-api, tokio",
                "manifest: serde",
                "contract: serde, dev tokio",
                "markdown:",
            ],
            None,
        );
    }

    #[test]
    fn nothing_builds_upon_a_program() {
        check(&["siesta-api: dev dev-agent"], Some("siesta-api depends on dev-agent"));
        check(&["cli: backend"], Some("cli depends on backend"));
    }

    #[test]
    fn packages_that_must_not_meet_do_not_meet_through_a_third() {
        check(
            &["chat-widget: contract", "contract: siesta-api", "siesta-api:"],
            Some("chat-widget depends on siesta-api"),
        );
        check(&["dev-agent: dev siesta-api", "siesta-api:"], Some("dev-agent depends on siesta-api"));
        check(&["manifest: dev siesta-api", "siesta-api:"], Some("manifest depends on siesta-api"));
        check(&["siesta-cli: contract", "contract:"], Some("siesta-cli depends on contract"));
    }

    #[test]
    fn pure_packages_stay_pure() {
        check(&["contract: tokio"], Some("contract (in contract) depends on tokio"));
        check(&["markdown: contract", "contract: build tokio"], None);
    }

    #[test]
    fn large_packages_stay_out_of_the_browser() {
        check(
            &["chat-widget: markdown", "markdown: regex"],
            Some("markdown (in chat-widget) depends on regex"),
        );
    }
}
