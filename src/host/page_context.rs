//! Reads what the policy lets out of the page; what comes of it is cleaned by the `page-context` crate.

use page_context::{ContextItem, PageSnapshot, Policy};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};

/// Subtrees that are never read: the page's own opt-out and the usual marks of session recorders.
const PRIVATE: &str = "[data-chat-private],[data-private],[data-sl='mask'],.fs-mask,.fs-exclude,.sentry-mask,\
                       .ph-no-capture,[hidden],[aria-hidden='true'],[inert],input,textarea,select,[contenteditable]";
const HEADINGS: usize = 30;

/// The page in a few words.
pub fn read(policy: Policy) -> Vec<ContextItem> {
    let (Some(window), false) = (web_sys::window(), policy == Policy::Off) else { return Vec::new() };
    let Some(document) = window.document() else { return Vec::new() };
    let location = window.location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    let title = document.title();
    let language =
        document.document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    let description = document
        .query_selector("meta[name='description']")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
    let headings = headings(&document);
    let snapshot = PageSnapshot {
        origin: &origin,
        path: &path,
        title: &title,
        language: &language,
        description: &description,
        headings: &headings,
    };
    page_context::from_snapshot(&snapshot, policy)
}

fn headings(document: &Document) -> Vec<String> {
    let Ok(found) = document.query_selector_all("h1,h2,h3") else { return Vec::new() };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
        .filter(|heading| matches!(heading.closest(PRIVATE), Ok(None)))
        .map(|heading| {
            let mut words = String::new();
            visible_text(&heading, &mut words);
            words
        })
        .filter(|words| !words.trim().is_empty())
        .take(HEADINGS)
        .collect()
}

/// The text that somebody sees: parts that are private or not shown are left out, wherever they are.
fn visible_text(element: &Element, words: &mut String) {
    if !matches!(element.matches(PRIVATE), Ok(false)) || !is_shown(element) {
        return;
    }
    let children = element.child_nodes();
    for node in (0..children.length()).filter_map(|index| children.item(index)) {
        if node.node_type() == Node::TEXT_NODE {
            words.push_str(&node.text_content().unwrap_or_default());
        } else if let Ok(child) = node.dyn_into::<Element>() {
            visible_text(&child, words);
        }
    }
}

/// Whether the element is laid out and painted.
fn is_shown(element: &Element) -> bool {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
    let visibility = style.and_then(|style| style.get_property_value("visibility").ok());
    element.get_client_rects().length() > 0 && visibility.as_deref() == Some("visible")
}
