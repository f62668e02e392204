//! Elements, by hand: they stand beside nodes that no framework has made.

use web_sys::Element;

use crate::ui::dom::create;
use crate::ui::texts::local;

/// An element for this place, with attributes and a text.
pub(super) fn element(near: &Element, tag: &str, attributes: &[(&str, &str)], text: &str) -> Option<Element> {
    let element = create(&near.owner_document()?, tag, attributes)?;
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    Some(element)
}

/// The same as the last child of `parent`.
pub(super) fn add(parent: &Element, tag: &str, attributes: &[(&str, &str)], text: &str) -> Option<Element> {
    let element = element(parent, tag, attributes, text)?;
    parent.append_child(&element).ok()?;
    Some(element)
}

/// A button that does `what` when it is pressed, with label and name in the visitor's language.
pub(super) fn button(parent: &Element, what: &str, label: &str, name: &str) -> Option<Element> {
    let button = [("type", "button"), ("class", "tool"), ("data-do", what), ("aria-label", local(name))];
    add(parent, "button", &button, local(label))
}

/// All elements inside that match, as they are now.
pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    let element = |index| wasm_bindgen::JsCast::dyn_into(found.item(index)?).ok();
    (0..found.length()).filter_map(element).collect()
}
