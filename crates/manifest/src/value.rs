//! Typed values that occur in every mode: ids, addresses, closed sets of words.

mod word_enum;

use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::checks::{is_placeholder, quote};
use crate::read::Node;

pub(crate) use word_enum::word_enum;

/// An id of Siesta AI: a UUID, or a placeholder in a manifest that nobody has filled in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// The id itself.
    Uuid(Uuid),
    /// An angle-bracket placeholder such as `<siesta-agent-id>`, brackets included.
    Placeholder(String),
}

impl Id {
    /// The id, unless it is still a placeholder.
    pub fn uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(uuid) => Some(*uuid),
            Self::Placeholder(_) => None,
        }
    }

    pub(crate) fn read(node: &Node<'_>) -> Self {
        let text = node.string();
        if is_placeholder(text) {
            return Self::Placeholder(text.to_owned());
        }
        if text.len() == HYPHENATED
            && let Ok(uuid) = Uuid::try_parse(text)
        {
            return Self::Uuid(uuid);
        }
        if !text.is_empty() {
            node.refuse(format!("is {}, which is no UUID", quote(text)), REMEDY_ID);
        } else if node.raw().is_string() {
            node.refuse("is empty", REMEDY_ID);
        }
        Self::default()
    }
}

/// Length of `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, the only spelling the vendor uses.
const HYPHENATED: usize = 36;

const REMEDY_ID: &str = "copy the id from Siesta AI; it looks like 123e4567-e89b-12d3-a456-426614174000";

impl Default for Id {
    fn default() -> Self {
        Self::Uuid(Uuid::nil())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => uuid.fmt(f),
            Self::Placeholder(text) => f.write_str(text),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An absolute web address: `https`, or `http` on this very computer. Spelt as the file spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WebUrl(String);

/// Longest address, in bytes.
const URL_BYTES: usize = 2048;

impl WebUrl {
    /// The address as the file spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn read(node: &Node<'_>) -> Self {
        let text = node.string();
        if node.raw().is_string()
            && let Err(reason) = Self::check(text)
        {
            node.refuse(reason, "write a full address that starts with https://");
        }
        Self(text.to_owned())
    }

    fn check(text: &str) -> Result<(), String> {
        // Parsers mend these silently, so that the address used would not be the address read.
        let odd = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&byte);
        if text.len() > URL_BYTES || text.bytes().any(odd) {
            return Err(format!("is {}, which is not a plain web address", quote(text)));
        }
        let url = url::Url::parse(text)
            .map_err(|error| format!("is {}, which is no address: {error}", quote(text)))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("holds a user name or password".into());
        }
        let local = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => Ok(()),
            "http" if local => Ok(()),
            "http" => Err(format!("is {}: http is only for this very computer", quote(text))),
            _ => Err(format!("is {}, which is not an https address", quote(text))),
        }
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
