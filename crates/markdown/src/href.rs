//! Which addresses a link may lead to.

use crate::chars::is_invisible;
use crate::scan::cut;

/// Whether `href` is an `http:`, `https:` or `mailto:` address, the number of a telephone (`tel:`) or a relative
/// reference, without characters that browsers skip or people cannot see. A number has no `*` and `#`, which are
/// commands to telephones.
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
    let head = cut(href, 0, href.find(['/', '\\', '?', '#']).unwrap_or(href.len()));
    let Some(colon) = head.find(':') else {
        return !head.contains('&');
    };
    let (scheme, rest) = (cut(href, 0, colon), cut(href, colon + 1, href.len()));
    if scheme.eq_ignore_ascii_case("mailto") {
        return true;
    }
    if scheme.eq_ignore_ascii_case("tel") {
        return !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b"+-.()".contains(&b));
    }
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '\\']))
}
