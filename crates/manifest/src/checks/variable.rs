//! `${NAME}`: a value that the environment gives.

/// What a name of a variable is, as a piece of a pattern.
pub(crate) const PATTERN: &str = r"\$\{[A-Z][A-Z0-9_]{0,63}\}";

/// `${NAME}` with a name that sounds like a secret's.
pub(crate) const SECRET_PATTERN: &str =
    r"^\$\{[A-Z0-9_]*(KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL)[A-Z0-9_]*\}$";

const SECRETS: [&str; 6] = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "CREDENTIAL"];

/// The name, when the whole text is `${NAME}`.
pub(crate) fn name(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    let good = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    good.then_some(name)
}

/// Whether a variable of this name would hold a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{is_secret, name};

    #[test]
    fn only_a_whole_text_in_capitals_names_a_variable() {
        for (text, expected) in [
            ("${SIESTA_AGENT_ID}", Some("SIESTA_AGENT_ID")),
            ("${A1}", Some("A1")),
            ("${agent}", None),
            ("${_A}", None),
            ("${}", None),
            ("$A", None),
            ("a ${A}", None),
            ("${A}/v1", None),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_secrets_are_known() {
        for secret in ["SIESTA_API_KEY", "TOKEN", "MY_CLIENT_SECRET", "DB_PASSWORD"] {
            assert!(is_secret(secret), "{secret}");
        }
        for open in ["SIESTA_AGENT_ID", "BASE_URL", "ORGANIZATION"] {
            assert!(!is_secret(open), "{open}");
        }
    }
}
