//! Which languages the visitor may want.

use web_sys::Element;

use crate::net::decode::{get, text};

/// Languages in the order in which they are to be tried: as the script tag says, as the page says, as the browser
/// says: the primary tag, in lower case.
pub(crate) fn wanted(host: &Element) -> Vec<String> {
    let window = web_sys::window();
    let page = window.as_ref().and_then(|it| it.document()?.document_element());
    let browser = window.map(|window| text(&get(&window, "navigator"), "language"));
    let all = [host.get_attribute("data-locale"), page.and_then(|page| page.get_attribute("lang")), browser];
    let primary = |tag: String| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    all.into_iter().flatten().map(primary).filter(|tag| !tag.is_empty()).collect()
}
