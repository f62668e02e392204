//! The sources of an answer, as an activity that stands before its text.

use contract::agui::{Citation, Event};
use serde_json::Value;
use siesta_api::realtime::NumberedCitation;
use siesta_api::types;

/// Most sources of one answer.
const COUNT: usize = 32;
/// Longest title, in characters.
const TITLE_CHARS: usize = 200;
/// Longest snippet, in characters.
const SNIPPET_CHARS: usize = 1_000;
/// Longest address, in bytes.
const URL_BYTES: usize = 2_048;

/// From the Realtime API, where the agent numbers them.
pub(super) fn of_event(citations: &[NumberedCitation], message_id: &str) -> Vec<Event> {
    let citations = citations.iter().map(|citation| {
        source(citation.number, &citation.title, citation.url.as_deref(), citation.snippet.as_deref())
    });
    activity(citations, message_id)
}

/// From the External API, where their order numbers them.
pub(super) fn of_answer(citations: &[types::Citation], message_id: &str) -> Vec<Event> {
    let citations = (1..).zip(citations).map(|(number, citation)| {
        source(number, &citation.title, citation.url.as_deref(), citation.snippet.as_deref())
    });
    activity(citations, message_id)
}

fn activity(citations: impl Iterator<Item = Citation>, message_id: &str) -> Vec<Event> {
    let citations: Vec<_> = citations.take(COUNT).collect();
    if citations.is_empty() {
        return Vec::new();
    }
    let (id, kind, content) = Citation::activity(message_id, &citations);
    match content {
        Value::Object(content) => vec![Event::activity(id, kind, content)],
        _ => Vec::new(),
    }
}

fn source(number: u32, title: &str, url: Option<&str>, snippet: Option<&str>) -> Citation {
    let url = url.filter(|url| is_safe(url)).unwrap_or_default();
    Citation::new(number, &line(title, TITLE_CHARS), url, &line(snippet.unwrap_or_default(), SNIPPET_CHARS))
}

/// A web address, or one on the site itself, which has no scheme. Everything else is left out: the text came from
/// an agent.
fn is_safe(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let segment = url.split(['/', '?', '#']).next().unwrap_or_default();
    let own = !url.is_empty() && !url.starts_with("//") && !segment.contains(':') && !url.contains('\\');
    (web || own) && url.len() <= URL_BYTES && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn line(text: &str, most: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_web_addresses_and_those_of_the_site_are_passed_on() {
        for good in
            ["https://docs.example/a#b", "http://docs.example/", "/docs/a?x=1#b", "docs/a.md#b:c", "#b"]
        {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "/\\evil.example",
            "https://docs.example/\n",
            " https://docs.example/",
            "/a b",
            "vbscript:x",
            "mailto:a@b.example",
            "java\tscript:x",
            "\\\\evil.example",
            "",
        ] {
            assert!(!is_safe(bad), "{bad:?}");
        }
    }
}
