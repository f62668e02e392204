//! Who may call: `CHAT_ALLOWED_ORIGINS`, `CHAT_TOKEN_SECRET`, `CHAT_TOKEN_SECONDS`.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::SecretString;
use url::Url;

use super::ServerSettings;
use super::source::{Source, is_placeholder};

/// Fewest bytes of the secret that signs visitors' tokens: as long as the hash.
const SECRET_BYTES: usize = 32;
/// Longest life of a visitor's token, in seconds.
const TOKEN_SECONDS: u64 = 900;

/// Who may call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessSettings {
    /// `CHAT_ALLOWED_ORIGINS`: origins of the pages that may use the chat, as browsers write them.
    pub origins: BTreeSet<String>,
    /// `--dev`: pages served from loopback may use it too.
    pub loopback_origins: bool,
    /// `CHAT_TOKEN_SECRET`: signs visitors' tokens and challenges.
    pub token_secret: SecretString,
    /// `CHAT_TOKEN_SECONDS`, default and at most 900 s: life of a visitor's token.
    pub token_life: Duration,
}

impl AccessSettings {
    pub(super) fn read(source: &mut Source, dev: bool, server: Option<&ServerSettings>) -> Option<Self> {
        let origins = read_origins(source, dev, server);
        let token_secret = read_secret(source, dev);
        let token_life = source.seconds("CHAT_TOKEN_SECONDS", TOKEN_SECONDS, 30, TOKEN_SECONDS);
        Some(Self {
            origins: origins?,
            loopback_origins: dev,
            token_secret: token_secret?,
            token_life: token_life?,
        })
    }
}

fn read_origins(source: &mut Source, dev: bool, server: Option<&ServerSettings>) -> Option<BTreeSet<String>> {
    let text = source.text("CHAT_ALLOWED_ORIGINS");
    let has_own = server.is_none_or(|server| server.public_url.is_some());
    let Some(text) = text else {
        if !dev && !has_own {
            source.refuse(
                "CHAT_ALLOWED_ORIGINS",
                "is missing, and so is CHAT_PUBLIC_URL: no page could use the chat.",
                "List the origins of your pages, such as https://www.example.com, separated by commas.",
            );
            return None;
        }
        return Some(BTreeSet::new());
    };
    let mut origins = BTreeSet::new();
    let mut good = true;
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        match parse_origin(entry) {
            Ok(origin) => {
                origins.insert(origin);
            }
            Err(remedy) => {
                good = false;
                source.refuse(
                    "CHAT_ALLOWED_ORIGINS",
                    format!("holds {entry:?}, which is no origin."),
                    remedy,
                );
            }
        }
    }
    good.then_some(origins)
}

/// An entry as a browser would write it in the `Origin` header.
fn parse_origin(entry: &str) -> Result<String, String> {
    if entry.contains('*') {
        return Err("Origins are exact: list each one, without wildcards.".to_owned());
    }
    let example = "Write scheme and host, and a port if it is unusual, such as https://www.example.com.";
    match Url::parse(entry) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => {
            let origin = url.origin().ascii_serialization();
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            if bare && url.username().is_empty() && url.password().is_none() {
                Ok(origin)
            } else {
                Err(format!("Write {origin} alone: an origin has no path."))
            }
        }
        Ok(_) => Err(example.to_owned()),
        Err(_) => match Url::parse(&format!("https://{entry}")) {
            Ok(url) if url.path() == "/" => Err(format!("Did you mean https://{entry}?")),
            _ => Err(example.to_owned()),
        },
    }
}

fn read_secret(source: &mut Source, dev: bool) -> Option<SecretString> {
    let remedy = "Set it to at least 32 random bytes, for example the output of: openssl rand -base64 48";
    if dev && source.text("CHAT_TOKEN_SECRET").is_none() {
        let random: [u8; SECRET_BYTES] = rand::random();
        return Some(BASE64_URL_SAFE_NO_PAD.encode(random).into());
    }
    let text = source.required("CHAT_TOKEN_SECRET", remedy)?;
    let reason = if is_placeholder(&text) {
        "is still the placeholder of an example.".to_owned()
    } else if text.len() < SECRET_BYTES {
        format!("has {} bytes, and {SECRET_BYTES} are needed.", text.len())
    } else {
        return Some(text.into());
    };
    source.refuse("CHAT_TOKEN_SECRET", reason, remedy);
    None
}

#[cfg(test)]
mod tests {
    use super::parse_origin;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let check = |entry: &str, expected: &str| assert_eq!(parse_origin(entry).as_deref(), Ok(expected));
        check("https://www.example.com", "https://www.example.com");
        check("https://www.example.com/", "https://www.example.com");
        check("https://WWW.Example.com:443", "https://www.example.com");
        check("http://localhost:3000", "http://localhost:3000");
        check("https://bücher.example", "https://xn--bcher-kva.example");
    }

    #[test]
    fn what_is_no_origin_is_refused_with_the_next_step() {
        let check = |entry: &str, expected: &str| {
            let remedy = parse_origin(entry).unwrap_err();
            assert!(remedy.contains(expected), "{entry}: {remedy}");
        };
        check("https://*.example.com", "without wildcards");
        check("*", "without wildcards");
        check("www.example.com", "https://www.example.com");
        check("https://www.example.com/shop", "Write https://www.example.com alone");
        check("https://user@www.example.com", "Write https://www.example.com alone");
        check("ftp://www.example.com", "Write scheme and host");
        check("null", "https://null");
    }
}
