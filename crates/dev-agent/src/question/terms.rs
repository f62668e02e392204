//! Cuts text into search terms: words without stop words; a compound such as `data-assistant` stays
//! one term.

use super::stop_words::is_stop_word;
use std::fmt;

/// A word, or the words of a compound, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    parts: Vec<String>,
}

impl Term {
    /// The term as an FTS5 expression: the words must follow each other. They are alphanumeric, so
    /// nothing in them can end the string.
    pub fn expression(&self) -> String {
        let phrase = format!("\"{}\"", self.parts.join(" "));
        match self.parts.as_slice() {
            [word] => match twin(word) {
                Some(twin) => format!("({phrase} OR \"{twin}\")"),
                None => phrase,
            },
            _ => phrase,
        }
    }

    /// The words of a compound as terms of their own; nothing for a single word.
    pub fn parts(&self) -> Vec<Term> {
        if self.parts.len() < 2 {
            return Vec::new();
        }
        let worth = self.parts.iter().filter(|part| is_worth_searching(part));
        worth.map(|part| Term { parts: vec![part.clone()] }).collect()
    }

    /// The beginning of a long word as an FTS5 prefix query, to find near misses: `"embe" *`.
    pub fn prefix(&self) -> Option<String> {
        let word = self.parts.first()?;
        let length = word.chars().count();
        if length < 5 {
            return None;
        }
        let stem: String = word.chars().take((length * 3 / 5).clamp(4, 5)).collect();
        Some(format!("\"{stem}\" *"))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join(" "))
    }
}

/// The Porter stemmer takes the end of "embed" for a past tense ("emb"), while "embedding" becomes
/// "embed": verbs in -ed don't meet their own forms. This is the form to search for as well.
fn twin(word: &str) -> Option<String> {
    if word.ends_with("ed") && word.len() > 3 {
        return Some(format!("{word}ing"));
    }
    let stem = word.strip_suffix("ing")?;
    let single = if stem.ends_with("dd") { &stem[..stem.len() - 1] } else { stem };
    (single.ends_with("ed") && single.len() > 3).then(|| single.to_owned())
}

fn is_worth_searching(word: &str) -> bool {
    let single = word.chars().nth(1).is_none() && !word.chars().all(char::is_numeric);
    !single && !is_stop_word(word)
}

/// The terms of a text, in order, each once.
pub fn terms(text: &str) -> Vec<Term> {
    let mut found: Vec<Term> = Vec::new();
    let joins = |c: char| matches!(c, '-' | '_' | '.' | '/' | ':' | '@');
    for chunk in text.split(|c: char| !(c.is_alphanumeric() || joins(c) || c == '\'' || c == '’')) {
        // "what's" is "what"; "don't" is "don", a stop word.
        let chunk = chunk.split(['\'', '’']).next().unwrap_or_default();
        let parts: Vec<String> =
            chunk.split(joins).filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
        let worth = match parts.as_slice() {
            [] => false,
            [word] => is_worth_searching(word),
            several => several.iter().any(|word| is_worth_searching(word)),
        };
        let term = Term { parts };
        if worth && !found.contains(&term) {
            found.push(term);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = terms(text).iter().map(Term::to_string).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn compounds_stay_together() {
        check("What does data-assistant do?", &["data assistant"]);
        check("`chat-widget.js` and X-Api-Key", &["chat widget js", "x api key"]);
        check("Ends here. Begins there", &["ends", "begins"]);
    }

    #[test]
    fn contractions_and_repeats_vanish() {
        check("What's the token's lifetime? Token!", &["token", "lifetime"]);
        check("I don’t know", &[]);
    }

    #[test]
    fn hostile_input_can_not_leave_the_phrase() {
        for term in terms("a\" OR heading:* NEAR(x y) -- \"; DROP") {
            let expression = term.expression();
            let inner = &expression[1..expression.len() - 1];
            assert!(inner.chars().all(|c| c.is_alphanumeric() || c == ' '), "{expression}");
        }
    }

    #[test]
    fn verbs_in_ed_meet_their_own_forms() {
        for (word, expected) in [
            ("embed", "(\"embed\" OR \"embeding\")"),
            ("embedding", "(\"embedding\" OR \"embed\")"),
            ("theming", "\"theming\""),
            ("red", "\"red\""),
        ] {
            let expressions: Vec<String> = terms(word).iter().map(Term::expression).collect();
            assert_eq!(expressions, [expected]);
        }
    }

    #[test]
    fn long_words_have_a_prefix() {
        let prefixes: Vec<_> = terms("embeding css").iter().map(Term::prefix).collect();
        assert_eq!(prefixes, [Some("\"embe\" *".to_owned()), None]);
    }
}
