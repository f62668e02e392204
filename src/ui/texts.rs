//! The widget's own words, in one place.

use std::cell::Cell;

use contract::error::code;

use crate::locales::Texts;

/// The widget's texts in English, and the same in the visitor's language.
pub(crate) type Translations = Option<(&'static Texts, &'static Texts)>;

thread_local! {
    static TRANSLATIONS: Cell<Translations> = const { Cell::new(None) };
}

/// From now on texts are said in this language.
pub(crate) fn translate(translations: Translations) {
    TRANSLATIONS.set(translations);
}

/// The text in the visitor's language; as it is where there is none, and where it isn't one of the widget's own.
pub(crate) fn local(text: &str) -> &str {
    let Some((english, local)) = TRANSLATIONS.get() else { return text };
    english.iter().position(|it| *it == text).map_or(text, |at| local[at])
}

/// The text with a value in its first `{}`. By a character: what the library searches texts with is ten times as long.
pub(crate) fn fill(text: &str, value: &str) -> String {
    let (before, after) = text.split_once('{').unwrap_or((text, ""));
    [before, value, after.strip_prefix('}').unwrap_or(after)].concat()
}

/// The name of the list of messages.
pub(crate) const MESSAGES: &str = "Messages";
/// At the beginning of a long conversation.
pub(crate) const EARLIER: &str = "Show earlier messages";
/// The way down.
pub(crate) const TO_END: &str = "Jump to the end";
/// The same, when something new is there.
pub(crate) const NEW_MESSAGES: &str = "New messages";
/// What is read aloud in the place of code.
pub(crate) const CODE_BLOCK: &str = "Code block.";
/// Below an answer that the visitor has stopped.
pub(crate) const STOPPED_HERE: &str = "Stopped";

/// For a failure that has no better words.
pub(crate) const FAILED: &str = "Something went wrong. Please try again.";
/// While the message is on its way or the agent has not begun.
pub(crate) const THINKING: &str = "Thinking …";
/// While the connection is away.
pub(crate) const RECONNECTING: &str = "Connection lost. Reconnecting …";
/// The same without the seconds, for those who listen.
pub(crate) const BUSY: &str = "Busy. Trying again soon.";
/// While the backend has too much to do.
pub(crate) fn waiting(seconds: u32) -> String {
    fill(local("Busy. Trying again in {} s"), &seconds.to_string())
}
/// Where the browser keeps nothing.
pub(crate) const NOT_REMEMBERED: &str =
    "Your browser doesn’t keep data for this page: this chat ends with it.";
/// Where nobody but the page keeps the conversation.
pub(crate) const ENDS_WITH_PAGE: &str = "This chat ends with the page.";
/// Where the backend can't be reached when the panel opens.
pub(crate) const UNREACHABLE: &str =
    "The chat can’t be reached right now. You can write already; it is sent when the chat is back.";
/// The name of a number in an answer that leads to a source.
pub(crate) fn source(number: &str, title: &str) -> String {
    fill(&fill(local("Source {}: {}"), number), title)
}

/// At the tools of an answer.
pub(crate) mod answer {
    pub(crate) const COPY: &str = "Copy";
    pub(crate) const COPY_CODE: &str = "Copy code";
    pub(crate) const COPY_TABLE: &str = "Copy table";
    pub(crate) const COPY_ANSWER: &str = "Copy answer";
    pub(crate) const COPIED: &str = "Copied";
    pub(crate) const NOT_COPIED: &str = "Copying isn’t allowed here";
    pub(crate) const WRAP: &str = "Wrap";
    pub(crate) const WRAP_NAME: &str = "Wrap long lines";
    pub(crate) const IMAGE: &str = "Image";
    pub(crate) const LOAD: &str = "Load";
    pub(crate) const LOADING: &str = "Loading …";
    pub(crate) const LOADED: &str = "Image loaded";
    pub(crate) const LOAD_AGAIN: &str = "Try again";
    pub(crate) const NOT_LOADED: &str = "The image can’t be loaded.";
    /// Above a picture that isn't loaded.
    pub(crate) fn image_from(host: &str) -> String {
        super::fill(super::local("Image from {}"), host)
    }
    /// The name of the button that loads it.
    pub(crate) fn load_from(host: &str) -> String {
        super::fill(super::local("Load image from {}"), host)
    }
}

/// Code of a message that its sender stopped before it was taken.
pub(crate) const STOPPED: &str = "stopped";

/// Code of what fails because the page is older than the backend, and asks for what is no longer there.
pub(crate) const OUTDATED: &str = "outdated";

/// What a failure means to the visitor, and whether trying the same again can help. Empty: the backend's own
/// words are better.
pub(crate) fn failure(failed: &str) -> (&'static str, bool) {
    match failed {
        STOPPED => ("Stopped before it was sent.", true),
        OUTDATED => ("The chat was updated. Please reload the page.", false),
        code::RUN_LOST => ("The answer broke off.", true),
        code::RUN_TIMEOUT => ("The answer took too long.", true),
        code::UPSTREAM_UNAVAILABLE => ("The assistant can’t be reached right now.", true),
        code::UPSTREAM_RATE_LIMITED | code::RATE_LIMITED => ("Many people are asking right now.", true),
        code::UPSTREAM_REJECTED | code::AGENT_NOT_FOUND | code::ORIGIN_NOT_ALLOWED => {
            ("The chat isn’t set up for this page yet. The site’s owner can mend this.", false)
        }
        code::UNAUTHORIZED => ("The chat could not sign you in.", true),
        code::STORE_UNAVAILABLE => ("Your message could not be stored right now.", true),
        code::INTERNAL => (FAILED, true),
        code::NOT_FOUND => ("This conversation is no longer there.", false),
        code::RUN_ACTIVE => ("Another answer is still being written.", true),
        _ => ("", false),
    }
}
