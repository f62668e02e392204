//! Finding what must not leave a page in the middle of what may.
//!
//! Every finder looks at the same folded text and reports spans; overlapping spans become one, so that no part of
//! a finding survives because another was found first.

mod card;
mod email;
mod fold;
mod iban;
mod kept;
mod phone;
mod secret;
mod url;

use crate::text::visible;

/// A part of the text to be replaced, in characters.
struct Span {
    start: usize,
    end: usize,
    /// What stands in its place; empty for parts of an address that are dropped.
    marker: &'static str,
}

/// Most passes until nothing more is found.
const PASSES: usize = 8;

/// The text with typed markers in place of payment cards, IBANs, e-mail addresses, phone numbers, tokens and keys,
/// and without the query, fragment and user of any web address. Characters that nobody can see go too: they would
/// hide what is to be found. Doing it again changes nothing.
pub fn redact(text: &str) -> String {
    let mut text = String::from(text);
    for _ in 0..PASSES {
        let next = redact_once(&visible(&text));
        if next == text {
            return text;
        }
        text = next;
    }
    String::new()
}

/// One pass. A replacement can bring together what stood apart, so that a caller repeats it until nothing changes.
pub(crate) fn redact_once(text: &str) -> String {
    let mut folded: Vec<u8> = text.chars().map(fold::fold).collect();
    let mut spans = Vec::new();
    url::find(&mut folded, &mut spans);
    kept::hide(&mut folded);
    secret::find(&folded, &mut spans);
    email::find(&folded, &mut spans);
    iban::find(&folded, &mut spans);
    card::find(&folded, &mut spans);
    phone::find(&folded, &mut spans);
    if spans.is_empty() {
        return String::from(text);
    }
    spans.sort_by_key(|span| span.start);
    replace(text, &spans)
}

/// Writes the text with each group of overlapping spans replaced by the marker of its first that has one.
fn replace(text: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    let mut marker = "";
    let mut spans = spans.iter().peekable();
    for (index, c) in text.chars().enumerate() {
        while let Some(span) = spans.next_if(|span| span.start <= index) {
            if marker.is_empty() {
                marker = span.marker;
            }
            end = end.max(span.end);
        }
        if index < end {
            continue;
        }
        out.push_str(marker);
        marker = "";
        out.push(c);
    }
    out.push_str(marker);
    out
}
