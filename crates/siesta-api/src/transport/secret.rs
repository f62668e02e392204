//! The API key: kept, sent, and taken out of what comes back.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// A shorter key is surely a mistake, and scrubbing it would garble ordinary text.
const SHORTEST: usize = 8;
const REPLACEMENT: &str = "[redacted]";

/// The key and its header value. Has no `Debug` on purpose.
#[derive(Clone)]
pub(crate) struct Secret {
    key: SecretString,
    header: HeaderValue,
}

impl Secret {
    pub(crate) fn new(key: SecretString) -> Result<Self, Error> {
        let text = key.expose_secret();
        if text.len() < SHORTEST {
            return Err(Error::Configuration(format!(
                "the API key is missing or shorter than {SHORTEST} characters; create one in the \
                 organization's settings"
            )));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::Configuration(
                "the API key holds a space, a line break or another character that a header can't carry; \
                 check how it was pasted"
                    .to_owned(),
            ));
        }
        let mut header = HeaderValue::from_str(text)
            .map_err(|_| Error::Configuration("the API key can't be sent in a header".to_owned()))?;
        header.set_sensitive(true);
        Ok(Self { key, header })
    }

    /// Marked sensitive, so that neither `Debug` nor header compression shows it.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Text from the other side, without the key: a confused server may echo what it was sent.
    pub(crate) fn scrub(&self, text: String) -> String {
        let key = self.key.expose_secret();
        if text.contains(key) { text.replace(key, REPLACEMENT) } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_marked_sensitive_and_the_key_is_cut_out_of_text() {
        let secret = Secret::new(SecretString::from("canary-key")).unwrap();
        assert!(secret.header().is_sensitive());
        assert_eq!(secret.scrub("a canary-key, canary-key".to_owned()), "a [redacted], [redacted]");
    }
}
