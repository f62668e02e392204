//! What is read of a page, and what never is.

use chat_widget::host::page_context::read;
use page_context::Policy;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, Element};

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn append(parent: &Element, name: &str, attributes: &[(&str, &str)], text: &str) -> Element {
    let element = document().create_element(name).unwrap();
    for (key, value) in attributes {
        element.set_attribute(key, value).unwrap();
    }
    element.append_child(&document().create_text_node(text)).unwrap();
    parent.append_child(&element).unwrap();
    element
}

fn context(policy: Policy) -> String {
    read(policy).iter().map(|item| [&item.description, ": ", &item.value, "\n"].concat()).collect()
}

#[wasm_bindgen_test]
fn headings_are_read_as_they_are_seen_and_private_parts_never() {
    let page = append(&document().body().unwrap(), "main", &[], "");
    let heading = append(&page, "h2", &[], "Your order ");
    append(&heading, "em", &[], "today");
    append(&heading, "span", &[("data-chat-private", "")], "SECRET-1");
    append(&heading, "span", &[("hidden", "")], "SECRET-2");
    append(&heading, "span", &[("style", "display:none")], "SECRET-3");
    append(&heading, "span", &[("style", "visibility:hidden")], "SECRET-4");
    append(&page, "h2", &[("aria-hidden", "true")], "SECRET-5");
    let private = append(&page, "div", &[("data-chat-private", "")], "");
    append(&private, "h1", &[], "SECRET-6");
    append(&page, "h3", &[("contenteditable", "true")], "SECRET-7");

    let sent = context(Policy::Basic);
    page.remove();
    assert!(sent.contains("Your order today"), "{sent}");
    assert!(!sent.contains("SECRET"), "{sent}");
}

#[wasm_bindgen_test]
fn an_address_has_no_query_and_a_page_that_is_off_says_nothing() {
    let sent = context(Policy::Basic);
    let address = sent.lines().find(|line| line.starts_with("Page address")).unwrap();
    assert!(!address.contains(['?', '#']), "{address}");
    assert_eq!(context(Policy::Off), "");
}
