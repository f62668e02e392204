//! How the site's own users are known: `CHAT_IDENTITY_KEYS`, `CHAT_IDENTITY_AUDIENCE`.

use super::ServerSettings;
use super::source::{Source, is_placeholder};
use crate::session::identity::Identities;
use crate::session::identity::keys::IdentityKeys;

const KEYS: &str = "CHAT_IDENTITY_KEYS";
const AUDIENCE: &str = "CHAT_IDENTITY_AUDIENCE";

/// How the site's own users are known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IdentitySettings {
    /// `CHAT_IDENTITY_KEYS` and `CHAT_IDENTITY_AUDIENCE`: checks what the site says of its users; without it there
    /// are none.
    pub identities: Option<Identities>,
}

impl IdentitySettings {
    pub(super) fn read(source: &mut Source, server: Option<&ServerSettings>) -> Option<Self> {
        let Some(text) = source.text(KEYS) else {
            if source.text(AUDIENCE).is_some() {
                let remedy = "Set CHAT_IDENTITY_KEYS as well, or leave both out.";
                source.refuse(
                    AUDIENCE,
                    "is set, but there are no keys that identities could be signed with.",
                    remedy,
                );
            }
            return Some(Self { identities: None });
        };
        let keys = read_keys(source, &text);
        let audience = read_audience(source, server);
        Some(Self { identities: Some(Identities::new(keys?, audience?)) })
    }
}

/// The text is not repeated: it may hold a secret.
fn read_keys(source: &mut Source, text: &str) -> Option<IdentityKeys> {
    let remedy = "Write a JSON Web Key Set, {\"keys\":[…]}, or the path of a file that holds one.";
    if is_placeholder(text) {
        source.refuse(KEYS, "is still the placeholder of an example.", remedy);
        return None;
    }
    let read;
    let json = if text.starts_with(['{', '[', '"']) || text.starts_with("-----") {
        text
    } else {
        match std::fs::read_to_string(text) {
            Ok(file) => {
                read = file;
                read.trim()
            }
            Err(error) => {
                let reason = format!("is neither JSON nor the path of a file that can be read: {error}.");
                source.refuse(KEYS, reason, remedy);
                return None;
            }
        }
    };
    match IdentityKeys::parse(json) {
        Ok(keys) => Some(keys),
        Err(problems) => {
            for problem in problems {
                source.refuse(KEYS, problem.reason, problem.remedy);
            }
            None
        }
    }
}

fn read_audience(source: &mut Source, server: Option<&ServerSettings>) -> Option<String> {
    let remedy =
        "Write what your backend puts into aud, or set CHAT_PUBLIC_URL, whose origin is the default.";
    let Some(text) = source.text(AUDIENCE) else {
        // Settings of the server that can't be read have a problem of their own.
        let url = server?.public_url.as_ref();
        if url.is_none() {
            source.refuse(AUDIENCE, "is missing, and so is CHAT_PUBLIC_URL.", remedy);
        }
        return url.map(|url| url.origin().ascii_serialization());
    };
    if is_placeholder(&text) {
        source.refuse(AUDIENCE, "is still the placeholder of an example.", remedy);
        return None;
    }
    Some(text)
}
