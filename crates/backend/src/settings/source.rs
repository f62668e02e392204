//! Where settings come from, and what is wrong with them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// Every setting there is, as an environment variable. In a TOML file the same name is written in small letters.
pub const NAMES: &[&str] = &[
    "SIESTA_API_URL",
    "SIESTA_API_KEY",
    "SIESTA_ORG_ID",
    "CHAT_MANIFEST",
    "CHAT_LISTEN",
    "CHAT_PUBLIC_URL",
    "CHAT_ALLOWED_ORIGINS",
    "CHAT_TOKEN_SECRET",
    "CHAT_TOKEN_SECONDS",
    "CHAT_IDENTITY_KEYS",
    "CHAT_IDENTITY_AUDIENCE",
    "CHAT_TRUSTED_PROXIES",
    "CHAT_LIMIT_REQUESTS",
    "CHAT_LIMIT_RUNS",
    "CHAT_LIMIT_RUNNING",
    "CHAT_LIMIT_CONNECTIONS",
    "CHAT_DATABASE_URL",
    "CHAT_RETENTION_DAYS",
    "CHAT_RUN_DEADLINE_SECONDS",
    "CHAT_RUN_IDLE_SECONDS",
    "CHAT_DRAIN_SECONDS",
];

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingProblem {
    /// The variable or flag.
    pub name: String,
    /// What is wrong; never repeats a secret.
    pub reason: String,
    /// What to do next.
    pub remedy: String,
}

/// The backend can't start with these settings. Carries every problem, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    problems: Vec<SettingProblem>,
}

impl SettingsError {
    /// Every problem, in the order of the settings.
    pub fn problems(&self) -> &[SettingProblem] {
        &self.problems
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => f.write_str("The backend can't start: 1 setting needs attention.")?,
            count => write!(f, "The backend can't start: {count} settings need attention.")?,
        }
        for problem in &self.problems {
            write!(f, "\n\n  {} {}", problem.name, problem.reason.replace('\n', "\n  "))?;
            if !problem.remedy.is_empty() {
                write!(f, "\n    → {}", problem.remedy)?;
            }
        }
        Ok(())
    }
}

/// The values as text, and the problems found so far.
pub(super) struct Source {
    values: BTreeMap<String, String>,
    problems: Vec<SettingProblem>,
}

impl Source {
    /// Reads file and environment. What can't be read becomes a problem like any other.
    pub(super) fn load(file: Option<&Path>, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut source = Self { values: BTreeMap::new(), problems: Vec::new() };
        if let Some(file) = file {
            source.load_file(file);
        }
        for (name, value) in environment {
            if NAMES.contains(&name.as_str()) && !value.trim().is_empty() {
                source.values.insert(name, value.trim().to_owned());
            }
        }
        source
    }

    fn load_file(&mut self, file: &Path) {
        let name = format!("--config {}", file.display());
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                return self.refuse(
                    &name,
                    format!("can't be read: {error}."),
                    "Name a TOML file that exists and that this user may read.",
                );
            }
        };
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                // The full message quotes the line, which may hold a secret.
                let message: &str = toml::de::Error::message(&error);
                let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
                return self.refuse(
                    &name,
                    format!("is not TOML, line {line}: {message}."),
                    "Write one setting a line, such as chat_listen = \"127.0.0.1:8787\".",
                );
            }
        };
        for (key, value) in table {
            self.load_entry(&name, &key, &value);
        }
    }

    fn load_entry(&mut self, file: &str, key: &str, value: &toml::Value) {
        let Some(name) = NAMES.iter().find(|name| name.to_ascii_lowercase() == key) else {
            let known = NAMES.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>().join(", ");
            return self.refuse(
                file,
                format!("holds the unknown key {key:?}."),
                format!("Known keys: {known}."),
            );
        };
        let text = match value {
            toml::Value::Array(items) => {
                items.iter().map(plain_text).collect::<Option<Vec<_>>>().map(|items| items.join(","))
            }
            value => plain_text(value),
        };
        match text {
            Some(text) if !text.trim().is_empty() => {
                self.values.insert((*name).to_owned(), text.trim().to_owned());
            }
            Some(_) => {}
            None => self.refuse(
                file,
                format!("holds a value of the wrong kind for {key}."),
                "Write a text, a number, or a list of those.",
            ),
        }
    }

    /// The setting's text, without blanks around it; an empty one counts as missing.
    pub(super) fn text(&self, name: &'static str) -> Option<String> {
        debug_assert!(NAMES.contains(&name), "{name} is not in the list of settings");
        self.values.get(name).cloned()
    }

    /// The setting's text, or a problem.
    pub(super) fn required(&mut self, name: &'static str, remedy: &str) -> Option<String> {
        let text = self.text(name);
        if text.is_none() {
            self.refuse(name, "is missing.", remedy);
        }
        text
    }

    /// A number of seconds between `least` and `most`.
    pub(super) fn seconds(
        &mut self,
        name: &'static str,
        default: u64,
        least: u64,
        most: u64,
    ) -> Option<Duration> {
        let Some(text) = self.text(name) else { return Some(Duration::from_secs(default)) };
        match text.parse() {
            Ok(seconds) if (least..=most).contains(&seconds) => Some(Duration::from_secs(seconds)),
            _ => {
                self.refuse(
                    name,
                    format!("is {text:?}, which is no number of seconds between {least} and {most}."),
                    format!("Write a whole number, or leave it out for {default}."),
                );
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, name: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(SettingProblem {
            name: name.to_owned(),
            reason: reason.into(),
            remedy: remedy.into(),
        });
    }

    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    pub(super) fn into_error(self) -> SettingsError {
        SettingsError { problems: self.problems }
    }
}

/// A text as it stands, a number in digits.
fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a value was copied from an example and never filled in.
pub(super) fn is_placeholder(text: &str) -> bool {
    text.contains("${") || (text.starts_with('<') && text.ends_with('>'))
}
