//! Which pages may use the chat.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Exact origins; in development every loopback one too.
#[derive(Clone, Debug)]
pub struct AllowedOrigins {
    exact: BTreeSet<String>,
    loopback: bool,
}

impl AllowedOrigins {
    /// `exact` as browsers write them; `loopback` also lets in what this machine serves.
    pub fn new(exact: BTreeSet<String>, loopback: bool) -> Self {
        Self { exact, loopback }
    }

    /// Whether a page of this origin may use the chat. `origin` is the header's value.
    pub fn allows(&self, origin: &str) -> bool {
        self.exact.contains(origin) || (self.loopback && is_loopback(origin))
    }
}

/// Origins that were refused, so that the owner is told of each once.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<BTreeSet<String>>);

/// Most origins that are remembered. Whoever makes up more makes the log repeat itself, and no more than that.
const REMEMBERED: usize = 1_000;

impl Strangers {
    /// Whether it is refused for the first time.
    pub fn is_new(&self, origin: &str) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(origin) {
            return false;
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(origin.to_owned())
    }
}

fn is_loopback(origin: &str) -> bool {
    ["http://127.0.0.1", "http://localhost"].iter().any(|host| {
        origin.strip_prefix(host).is_some_and(|rest| {
            rest.is_empty()
                || rest.strip_prefix(':').is_some_and(|port| {
                    !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
                })
        })
    })
}

/// Whether a header's value has the form of a web origin, so that it can be repeated in a message.
pub fn is_web_origin(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.len() <= 260
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_new_once_and_a_crowd_takes_no_more_room_than_there_is() {
        let strangers = Strangers::default();
        let is_new = |number: usize| strangers.is_new(&format!("https://{number}.example"));
        assert!((0..REMEMBERED).all(is_new));
        assert!(!(0..REMEMBERED).any(is_new));
        assert!((0..10_000).all(|number| is_new(REMEMBERED + number)));
        assert!(strangers.0.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn only_the_exact_origin_is_allowed() {
        let origins = AllowedOrigins::new(BTreeSet::from(["https://good.example".to_owned()]), false);
        assert!(origins.allows("https://good.example"));
        for foreign in [
            "https://evil.example",
            "https://sub.good.example",
            "https://good.example.evil.example",
            "https://goodXexample",
            "http://good.example",
            "https://good.example:8443",
            "https://good.example:443",
            "https://good.example.",
            "https://GOOD.example",
            "https://good.example/",
            " https://good.example",
            "null",
            "",
            "*",
            "http://localhost:3000",
        ] {
            assert!(!origins.allows(foreign), "{foreign:?}");
        }
    }

    #[test]
    fn development_lets_in_loopback_pages_and_nothing_like_them() {
        let origins = AllowedOrigins::new(BTreeSet::new(), true);
        for own in ["http://127.0.0.1", "http://127.0.0.1:8787", "http://localhost:3000"] {
            assert!(origins.allows(own), "{own}");
        }
        for foreign in [
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example:80",
            "http://localhost:80.evil.example",
            "http://localhost:",
            "https://localhost:3000",
            "http://localhost:123456",
            "http://localhost@evil.example",
        ] {
            assert!(!origins.allows(foreign), "{foreign}");
        }
    }
}
