//! What the widget read from a page, and what of it becomes context.

use crate::item::{
    ContextItem, HEADINGS, PAGE_ADDRESS, PAGE_DESCRIPTION, PAGE_LANGUAGE, PAGE_TITLE, clean_items,
};
use crate::policy::Policy;
use crate::text::{Lines, collapse};

/// What the widget read from a page, as it stands there.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageSnapshot<'a> {
    /// `location.origin`.
    pub origin: &'a str,
    /// `location.pathname`: no query, no fragment.
    pub path: &'a str,
    /// `document.title`.
    pub title: &'a str,
    /// `lang` of the document, such as `en-GB`.
    pub language: &'a str,
    /// `content` of the description.
    pub description: &'a str,
    /// Visible headings, nearest the visitor first.
    pub headings: &'a [String],
}

/// What may leave the page: cleaned, redacted, within the budget, the most important first.
pub fn from_snapshot(snapshot: &PageSnapshot<'_>, policy: Policy) -> Vec<ContextItem> {
    if policy == Policy::Off {
        return Vec::new();
    }
    let mut address = String::from(snapshot.origin);
    address.push_str(snapshot.path);
    let mut headings = String::new();
    for heading in snapshot.headings {
        headings.push_str(&collapse(heading, Lines::Join));
        headings.push('\n');
    }
    clean_items(vec![
        ContextItem::new(PAGE_ADDRESS, address),
        ContextItem::new(PAGE_TITLE, snapshot.title),
        ContextItem::new(PAGE_LANGUAGE, snapshot.language),
        ContextItem::new(PAGE_DESCRIPTION, snapshot.description),
        ContextItem::new(HEADINGS, headings),
    ])
}
