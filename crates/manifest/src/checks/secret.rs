//! Finding secrets: a manifest is read by people, coding agents and repositories, so that none may hold one.

/// What kind of secret a text seems to hold, as a message names it.
pub(crate) fn find(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).find_map(find_in_word)
}

/// Whether a key's value is a credential whatever it looks like. Only a placeholder may stand there.
pub(crate) fn is_credential_key(key: &str) -> bool {
    let folded: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    matches!(
        folded.as_str(),
        "xapikey"
            | "apikey"
            | "siestaapikey"
            | "authorization"
            | "password"
            | "passphrase"
            | "secret"
            | "clientsecret"
            | "secretkey"
            | "privatekey"
            | "accesstoken"
            | "refreshtoken"
            | "bearertoken"
            | "token"
    )
}

fn find_in_word(word: &str) -> Option<&'static str> {
    if is_jwt(word) {
        return Some("a signed token (JWT)");
    }
    word.split('.')
        .find_map(|part| (has_key_prefix(part) || looks_random(part)).then_some("an API key or token"))
}

fn is_jwt(word: &str) -> bool {
    let mut parts = word.split('.');
    let (Some(header), Some(claims), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    header.starts_with("eyJ") && header.len() >= 10 && claims.starts_with("eyJ")
}

/// Prefixes that nothing but a well-known service's key begins with.
const KEY_PREFIXES: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "AKIA",
    "ASIA",
    "AIza",
    "shpat_",
    "whsec_",
];

/// Prefixes of keys that a name made of words may have too.
const LOOSE_KEY_PREFIXES: &[&str] = &["sk-", "sk_", "pk_", "rk_", "hf_", "npm_", "pypi-", "siesta_"];

fn has_key_prefix(part: &str) -> bool {
    let rest = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| part.strip_prefix(prefix));
    let long = |rest: &str| rest.len() >= 12 && rest.bytes().any(|b| b.is_ascii_digit());
    rest(KEY_PREFIXES).is_some_and(long)
        || rest(LOOSE_KEY_PREFIXES).is_some_and(|rest| long(rest) && !reads_as_words(rest))
}

/// Shortest run without a known prefix that may be called random, in characters.
const RANDOM_CHARS: usize = 24;

/// A long run of mixed letters and digits that isn't made of words. UUIDs are ids, not secrets.
fn looks_random(part: &str) -> bool {
    let part = part.trim_matches(['-', '_']);
    if part.len() < RANDOM_CHARS || is_uuid(part) {
        return false;
    }
    let has = |is: fn(&u8) -> bool| part.as_bytes().iter().any(is);
    let (digits, letters) = (has(u8::is_ascii_digit), has(u8::is_ascii_alphabetic));
    if digits && letters && part.bytes().all(|b| b.is_ascii_hexdigit()) {
        return true;
    }
    let mixed = (digits && letters) || (has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase));
    // Names change between letters and digits now and then, random text at every third character.
    let changes = part.as_bytes().windows(2).filter(|pair| is_change(pair[0], pair[1])).count();
    mixed && (changes >= 4 || !reads_as_words(part))
}

fn is_change(first: u8, second: u8) -> bool {
    (first.is_ascii_alphabetic() && second.is_ascii_digit())
        || (first.is_ascii_digit() && second.is_ascii_alphabetic())
}

fn is_uuid(part: &str) -> bool {
    part.len() == 36 && uuid::Uuid::try_parse(part).is_ok()
}

/// Whether at least half of the letters and digits stand in word-like pieces. Random text of both cases reaches
/// about a sixth.
fn reads_as_words(part: &str) -> bool {
    let wordy: usize =
        part.split(|c: char| !c.is_ascii_alphanumeric()).map(|piece| wordy_bytes(piece.as_bytes())).sum();
    wordy * 2 >= part.bytes().filter(u8::is_ascii_alphanumeric).count()
}

/// How much of a piece between dashes reads as words: a number, a whole piece of letters in one style, or four and
/// more such letters with a vowel among them.
fn wordy_bytes(piece: &[u8]) -> usize {
    if piece.len() <= 12 && piece.iter().all(u8::is_ascii_digit) {
        return piece.len();
    }
    let mut wordy = 0;
    let mut start = 0;
    for end in 1..=piece.len() {
        if piece.get(end).is_some_and(|&next| continues(piece[end - 1], next, end - start == 1)) {
            continue;
        }
        let word = &piece[start..end];
        let spoken = word.len() >= 4 && word.iter().any(|b| b"aeiouyAEIOUY".contains(b));
        if word[0].is_ascii_alphabetic() && (spoken || word.len() == piece.len()) {
            wordy += word.len();
        }
        start = end;
    }
    wordy
}

fn continues(previous: u8, next: u8, first: bool) -> bool {
    (previous.is_ascii_lowercase() && next.is_ascii_lowercase())
        || (previous.is_ascii_uppercase() && next.is_ascii_uppercase())
        || (first && previous.is_ascii_uppercase() && next.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{find, is_credential_key};

    #[test]
    fn keys_and_tokens_are_found_inside_sentences() {
        for text in [
            "Use sk-proj4f9KzQ81mXw72Lp0 for calls.",
            "AKIAIOSFODNN7EXAMPL3",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
            "key=9f86d081884c7d659a2feaa0c55ad015",
            "https://example.com/?k=q7Zk3vX9Lw2Rt8Yb5Nc1Hd4J",
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        ] {
            assert!(find(text).is_some(), "{text}");
        }
    }

    #[test]
    fn words_ids_addresses_and_placeholders_are_no_secrets() {
        for text in [
            "<siesta-api-key>",
            "5e1a7a00-0000-4000-8000-000000000001",
            "CreateDataSourceCollectionRequest",
            "customer-support-copilot-on-siesta-ai-2026-edition-2",
            "https://api.siesta.ai/swagger/index.html?urls.primaryName=Public+API+v1",
            "/api/v1/DataSourceCollection/{id}",
            "Donaudampfschifffahrtsgesellschaft",
            "sk-learn-and-friends-2024",
            "how-to-use-the-api-2024-version-2",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn credential_keys_are_known_in_any_spelling() {
        for key in ["X-Api-Key", "x_api_key", "apiKey", "Authorization", "client-secret"] {
            assert!(is_credential_key(key), "{key}");
        }
        for key in ["secretHandling", "X-Org-Id", "tokens", "keyboard"] {
            assert!(!is_credential_key(key), "{key}");
        }
    }
}
