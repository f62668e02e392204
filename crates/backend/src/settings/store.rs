//! Where conversations are kept: `CHAT_DATABASE_URL`.

use secrecy::SecretString;

use super::source::Source;

/// Where conversations are kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreSettings {
    /// `CHAT_DATABASE_URL`, default `sqlite://siesta-chat.db`. May hold a password.
    pub database_url: SecretString,
}

impl StoreSettings {
    pub(super) fn read(source: &mut Source) -> Option<Self> {
        let text = source.text("CHAT_DATABASE_URL").unwrap_or_else(|| "sqlite://siesta-chat.db".to_owned());
        let known = ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| text.starts_with(scheme));
        if !known {
            source.refuse(
                "CHAT_DATABASE_URL",
                "names no database that is known here.",
                "Write sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE.",
            );
        }
        known.then(|| Self { database_url: text.into() })
    }
}
