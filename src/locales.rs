//! The widget's own words in other languages than English: one file a language, in the order of [`ENGLISH`].

mod ar;
mod cs;
mod de;
mod es;
mod fr;
mod he;
mod it;
mod ja;
mod pt;

/// Primary tags of the languages that there are, besides English.
pub const LANGUAGES: [&str; 9] = ["ar", "cs", "de", "es", "fr", "he", "it", "ja", "pt"];

/// How many texts there are.
pub const COUNT: usize = ENGLISH.len();

/// The texts in one language.
pub type Texts = [&'static str; COUNT];

/// The texts as sources name them. `{}` stands for what is put in.
pub static ENGLISH: [&str; 59] = [
    "Open chat",
    "Close chat",
    "Message",
    "Write a message",
    "Send message",
    "Stop the answer",
    "New conversation",
    "Earlier conversations",
    "No earlier conversations yet.",
    "The list can’t be loaded right now.",
    "Try again",
    "Messages",
    "Show earlier messages",
    "Jump to the end",
    "New messages",
    "Code block.",
    "Stopped",
    "Thinking …",
    "Connection lost. Reconnecting …",
    "Busy. Trying again soon.",
    "Busy. Trying again in {} s",
    "{} of {} characters",
    "Assistant",
    "You",
    "Sources",
    "Send again",
    "Ask again",
    "Something went wrong. Please try again.",
    "Your browser doesn’t keep data for this page: this chat ends with it.",
    "This chat ends with the page.",
    "The chat can’t be reached right now. You can write already; it is sent when the chat is back.",
    "The chat was updated. Please reload the page.",
    "Stopped before it was sent.",
    "The answer broke off.",
    "The answer took too long.",
    "The assistant can’t be reached right now.",
    "Many people are asking right now.",
    "The chat isn’t set up for this page yet. The site’s owner can mend this.",
    "The chat could not sign you in.",
    "Your message could not be stored right now.",
    "This conversation is no longer there.",
    "Another answer is still being written.",
    "The chat can’t be reached right now. Your message is kept here.",
    "Copy",
    "Copy code",
    "Copy table",
    "Copy answer",
    "Copied",
    "Copying isn’t allowed here",
    "Wrap",
    "Wrap long lines",
    "Image",
    "Load",
    "Loading …",
    "Image loaded",
    "The image can’t be loaded.",
    "Image from {}",
    "Load image from {}",
    "Source {}: {}",
];

/// The texts in a language; none where there is no such language.
pub fn table(language: &str) -> Option<&'static Texts> {
    let texts = match language {
        "ar" => &ar::TEXTS,
        "cs" => &cs::TEXTS,
        "de" => &de::TEXTS,
        "es" => &es::TEXTS,
        "fr" => &fr::TEXTS,
        "he" => &he::TEXTS,
        "it" => &it::TEXTS,
        "ja" => &ja::TEXTS,
        "pt" => &pt::TEXTS,
        _ => return None,
    };
    Some(texts)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    /// Texts between quotes after `before` in a source.
    fn quoted<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
        source
            .split(before)
            .skip(1)
            .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'))
            .map(|it| it.0)
    }

    /// All sources of the components, in whatever folder.
    fn sources() -> Vec<(PathBuf, String)> {
        let mut sources = Vec::new();
        let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui"))];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the folder is there") {
                let path = entry.expect("the folder can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let source = fs::read_to_string(&path).expect("a source is text");
                    sources.push((path, source));
                }
            }
        }
        sources
    }

    #[test]
    fn no_attribute_that_people_read_gets_a_text_as_it_stands_in_the_sources() {
        let mut seen = 0;
        for (path, source) in sources() {
            for attribute in ["aria-label", "data-plain", "data-failed", "placeholder", "title"] {
                for value in source.split(&format!("\"{attribute}\", ")).skip(1) {
                    let constant = value.strip_prefix("words::").or_else(|| value.strip_prefix("texts::"));
                    // A function among the texts says them in the visitor's language itself.
                    let is_constant = constant.is_some_and(|name| name.starts_with(char::is_uppercase));
                    let (is_local, line) = (!is_constant && !value.starts_with('"'), value.lines().next());
                    assert!(is_local, "{}: {attribute} is {line:?}", path.display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 10, "only {seen} attributes were found");
    }

    #[test]
    fn every_text_of_the_sources_is_in_every_language() {
        let mut missing = Vec::new();
        let mut seen = 0;
        for (path, source) in sources() {
            let mut used: Vec<_> = quoted(&source, "local(").collect();
            if path.ends_with("texts.rs") {
                used.extend(quoted(&source, "&str ="));
                used.extend(quoted(&source, "=> ("));
                used.retain(|text| !matches!(*text, "stopped" | "outdated" | ""));
            }
            seen += used.len();
            missing.extend(used.into_iter().filter(|text| !ENGLISH.contains(text)).map(str::to_owned));
        }
        assert!(seen > 30, "only {seen} texts were found");
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn what_is_put_in_has_its_place_in_every_language() {
        for language in LANGUAGES {
            let texts = table(language).expect("the language is there");
            for (english, text) in ENGLISH.iter().zip(texts) {
                assert_eq!(
                    english.matches("{}").count(),
                    text.matches("{}").count(),
                    "{language}: {english}"
                );
                assert!(
                    !text.trim().is_empty() && text.ends_with('…') == english.ends_with('…'),
                    "{language}: {text}"
                );
            }
        }
    }
}
