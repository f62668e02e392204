//! Finding what must not leave a page in the middle of what may.
//!
//! Every finder looks at the same folded text and marks characters. A character marked by one stays marked, so that
//! no part of a finding survives because another was found first.

mod card;
mod email;
mod fold;
mod iban;
mod kept;
mod phone;
mod secret;
mod url;

use crate::text::visible;

/// What a character was found to be a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finding {
    Nothing,
    /// A part of an address that is dropped.
    Dropped,
    Card,
    Email,
    Iban,
    Key,
    Phone,
    Token,
}

impl Finding {
    /// What stands in its place.
    fn marker(self) -> &'static str {
        match self {
            Self::Nothing | Self::Dropped => "",
            Self::Card => "[card number]",
            Self::Email => "[e-mail]",
            Self::Iban => "[IBAN]",
            Self::Key => "[key]",
            Self::Phone => "[phone number]",
            Self::Token => "[token]",
        }
    }
}

/// A finding for each character of the text.
struct Marks(Vec<Finding>);

impl Marks {
    /// Marks the characters of a range that no finder has marked before.
    fn mark(&mut self, start: usize, end: usize, finding: Finding) {
        for mark in self.0.iter_mut().take(end).skip(start) {
            if *mark == Finding::Nothing {
                *mark = finding;
            }
        }
    }
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
    let mut marks = Marks(vec![Finding::Nothing; folded.len()]);
    url::find(&mut folded, &mut marks);
    kept::hide(&mut folded);
    secret::find(&folded, &mut marks);
    email::find(&folded, &mut marks);
    iban::find(&folded, &mut marks);
    card::find(&folded, &mut marks);
    phone::find(&folded, &mut marks);

    let mut out = String::with_capacity(text.len());
    let mut previous = Finding::Nothing;
    for (c, finding) in text.chars().zip(marks.0) {
        if finding == Finding::Nothing {
            out.push(c);
        } else if finding != previous {
            out.push_str(finding.marker());
        }
        previous = finding;
    }
    out
}
