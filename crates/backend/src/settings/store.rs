//! Where conversations are kept, and for how long: `CHAT_DATABASE_URL`, `CHAT_RETENTION_DAYS`.

use std::time::Duration;

use secrecy::SecretString;

use super::source::Source;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Most days that may be asked for: ten years.
const MOST_DAYS: u32 = 3653;

/// Where conversations are kept, and for how long.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreSettings {
    /// `CHAT_DATABASE_URL`, default `sqlite://siesta-chat.db`. May hold a password.
    pub database_url: SecretString,
    /// `CHAT_RETENTION_DAYS`: how long a conversation is kept after its last question or answer; for good without it.
    pub retention: Option<Duration>,
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
        let retention = read_retention(source)?;
        known.then(|| Self { database_url: text.into(), retention })
    }
}

/// The outer `None` is a problem.
fn read_retention(source: &mut Source) -> Option<Option<Duration>> {
    let Some(text) = source.text("CHAT_RETENTION_DAYS") else { return Some(None) };
    match text.parse() {
        Ok(days @ 1..=MOST_DAYS) => Some(Some(DAY * days)),
        _ => {
            source.refuse(
                "CHAT_RETENTION_DAYS",
                format!("is {text:?}, which is no number of days between 1 and {MOST_DAYS}."),
                "Write a whole number, or leave it out to keep conversations for good.",
            );
            None
        }
    }
}
