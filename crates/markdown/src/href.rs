//! Which addresses a link may lead to.

use crate::chars::is_invisible;

/// Whether `href` is an `http:`, `https:` or `mailto:` address or a relative reference, without characters that
/// browsers skip or people cannot see.
///
/// It is meant for an address as written to a DOM attribute, after all decoding. A first path segment with `&` is
/// refused, for it may hide a colon (`javascript&colon;…`) from a decoder that knows fewer names than a browser.
///
/// ```
/// assert!(markdown::safe_href("https://example.com/a?b#c"));
/// assert!(markdown::safe_href("/pricing"));
/// assert!(!markdown::safe_href("javascript:alert(1)"));
/// assert!(!markdown::safe_href("java\tscript:alert(1)"));
/// ```
#[must_use]
pub fn safe_href(href: &str) -> bool {
    if href.starts_with(' ') || href.chars().any(is_invisible) {
        return false;
    }
    let head = &href[..href.find(['/', '\\', '?', '#']).unwrap_or(href.len())];
    let Some(colon) = head.find(':') else {
        return !head.contains('&');
    };
    let (scheme, rest) = (&href[..colon], &href[colon + 1..]);
    if scheme.eq_ignore_ascii_case("mailto") {
        return true;
    }
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && rest.starts_with("//")
        && !rest[2..].starts_with(['/', '\\'])
        && rest.len() > 2
}
