//! The pieces of context, and the checks that each passes on its way out and once more on its way in.

use crate::redact::redact_once;
use crate::text::{Lines, collapse, cut, visible};

/// Most that all pieces of one message may take, descriptions included, in bytes of UTF-8.
pub const BUDGET_BYTES: usize = 8 * 1024;

/// Origin and path of the page.
pub const PAGE_ADDRESS: &str = "Page address";
/// The page's title.
pub const PAGE_TITLE: &str = "Page title";
/// The page's language, a BCP 47 tag.
pub const PAGE_LANGUAGE: &str = "Page language";
/// The page's description of itself.
pub const PAGE_DESCRIPTION: &str = "Page description";
/// Its headings, one a line.
pub const HEADINGS: &str = "Headings on the page";

/// A named piece of context; becomes an AG-UI `Context`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextItem {
    /// What the value is: one of the constants of this crate.
    pub description: String,
    /// The value.
    pub value: String,
}

impl ContextItem {
    /// A piece of context.
    pub fn new(description: impl Into<String>, value: impl Into<String>) -> Self {
        Self { description: description.into(), value: value.into() }
    }
}

/// What may leave, the most important first, each with the most bytes its value may take.
const KINDS: [(&str, usize); 5] = [
    (PAGE_ADDRESS, 1024),
    (PAGE_TITLE, 512),
    (PAGE_LANGUAGE, 35),
    (PAGE_DESCRIPTION, 1024),
    (HEADINGS, BUDGET_BYTES),
];

/// Keeps known pieces only, each once, cleaned and redacted, in the order of importance and within
/// [`BUDGET_BYTES`]. What comes out goes through again unchanged.
pub fn clean_items(items: Vec<ContextItem>) -> Vec<ContextItem> {
    let mut left = BUDGET_BYTES;
    let mut kept = Vec::new();
    for (description, most) in KINDS {
        let Some(item) = items.iter().find(|item| item.description == description) else { continue };
        let room = most.min(left.saturating_sub(description.len()));
        let value = clean_value(description, &item.value, room);
        if !value.is_empty() {
            left -= description.len() + value.len();
            kept.push(ContextItem::new(description, value));
        }
    }
    kept
}

fn clean_value(description: &str, value: &str, most: usize) -> String {
    match description {
        PAGE_ADDRESS => clean_address(value, most),
        PAGE_LANGUAGE => clean_language(value),
        HEADINGS => settle(value, Lines::Keep, most),
        _ => settle(value, Lines::Join, most),
    }
}

/// Only web pages have an address worth telling: `file:` and the like would name folders of the visitor.
fn clean_address(value: &str, most: usize) -> String {
    let end = value.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(value.len());
    let address = settle(value.get(..end).unwrap_or_default(), Lines::Join, most);
    if address.starts_with("https://") || address.starts_with("http://") { address } else { String::new() }
}

/// A language tag is short and of one alphabet; anything else is not a language.
fn clean_language(value: &str) -> String {
    let good = value.len() <= 35 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if good { String::from(value) } else { String::new() }
}

/// Most passes until a text no longer changes. Two are usual: one that changes it and one that finds nothing more.
const PASSES: usize = 8;

/// Cleans, redacts and cuts until nothing changes, so that what comes out is a fixed point of all three: a cut can
/// make a card number of a longer number, and a removal can join what stood apart. A text that won't come to rest
/// is dropped.
fn settle(value: &str, lines: Lines, most: usize) -> String {
    // Longer than any budget already; bounds the work on a hostile page.
    let mut text = cut(value, 4 * BUDGET_BYTES);
    for _ in 0..PASSES {
        let next = cut(&collapse(&redact_once(&visible(&text)), lines), most);
        if next == text {
            return text;
        }
        text = next;
    }
    String::new()
}
