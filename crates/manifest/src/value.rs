//! Typed values that occur in every mode: ids, addresses, closed sets of words.

mod word_enum;

use std::cell::RefCell;
use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::checks::{PLACEHOLDER_PATTERN, is_placeholder, quote, variable};
use crate::read::Node;

pub(crate) use word_enum::word_enum;

/// An id of Siesta AI: a UUID, or a placeholder in a manifest that nobody has filled in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// The id itself.
    Uuid(Uuid),
    /// An angle-bracket placeholder such as `<siesta-agent-id>`, brackets included.
    Placeholder(String),
    /// `${NAME}`: each environment has its own. A loaded [`ManifestSet`](crate::ManifestSet) has the value in
    /// its place.
    Variable(String),
}

impl Id {
    /// The id, where it is filled in.
    pub fn uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(uuid) => Some(*uuid),
            Self::Placeholder(_) | Self::Variable(_) => None,
        }
    }

    pub(crate) fn read(node: &Node<'_>) -> Self {
        let uuid = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
        node.shape().say("pattern", format!("^({uuid}|{PLACEHOLDER_PATTERN}|{})$", variable::PATTERN));
        let text = node.setting();
        let text = text.as_ref();
        if is_placeholder(text) {
            return Self::Placeholder(text.to_owned());
        }
        if variable::name(text).is_some() {
            return Self::Variable(text.to_owned());
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
            Self::Placeholder(text) | Self::Variable(text) => f.write_str(text),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An absolute web address: `https`, or `http` on this very computer; or `${NAME}`. Spelt as the file spells
/// it.
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
        node.shape().say("maxLength", URL_BYTES);
        node.shape().say("pattern", format!("^(https?://[!#-;=?-\\[\\]_a-z~]+|{})$", variable::PATTERN));
        let text = node.setting();
        if node.raw().is_string()
            && variable::name(&text).is_none()
            && let Err(reason) = Self::check(&text)
        {
            node.refuse(reason, "write a full address that starts with https://");
        }
        Self(text.into_owned())
    }

    fn check(text: &str) -> Result<(), String> {
        // Parsers mend these silently, so that the address used would not be the address read.
        let odd = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&byte);
        if text.len() > URL_BYTES || text.bytes().any(odd) {
            return Err(format!("is {}, which is not a plain web address", quote(text)));
        }
        if !text.starts_with("https://") && !text.starts_with("http://") {
            return Err(format!("is {}, which is not an https address", quote(text)));
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
            "http" if !local => Err(format!("is {}: http is only for this very computer", quote(text))),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name that programs use: of a field, of a tool. `names` are those of the list so far; it may stand there
/// once.
pub(crate) fn read_name(node: &Node<'_>, names: &RefCell<Vec<String>>, other: &str, example: &str) -> String {
    node.shape().say("pattern", "^[A-Za-z][A-Za-z0-9_-]{0,63}$");
    let name = node.string();
    let good = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    if !good && node.raw().is_string() {
        node.refuse(
            format!("is {}, which can't be a name here", quote(name)),
            format!(
                "start with a letter and go on with letters, digits, - and _, 64 at most, such as \
                 \"{example}\""
            ),
        );
    } else if good && names.borrow().iter().any(|known| known == name) {
        node.refuse(format!("is {}, which {other} has", quote(name)), "give each a name of its own");
    }
    names.borrow_mut().push(name.to_owned());
    name.to_owned()
}
