//! Mathematics: a piece of its own, which loads with the first formula and adds its drawing beside the source. What
//! can't be drawn stays readable as it was written.

use formula::Piece;
use js_sys::Function;
use leptos::wasm_split;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::host::idle::idle;
use crate::net::decode::get;
use crate::ui::dom::spawn;

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// Draws a formula once the page is quiet.
pub(super) fn begin(place: Element) {
    spawn(async move {
        idle().await;
        // Without the piece the source can be read all the same.
        let _ = draw(place).await;
    });
}

/// Draws, by a module of its own where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(formula, wasm_split_path = wasm_split, fallible)]
fn draw(place: Element) -> Result<(), wasm_split::SplitLoaderError> {
    add(&place);
    Ok(())
}

#[cfg(not(feature = "split"))]
async fn draw(place: Element) -> Result<(), wasm_split::SplitLoaderError> {
    add(&place);
    Ok(())
}

fn add(place: &Element) {
    let display = place.class_name() == "math display";
    let source = place.text_content().unwrap_or_default();
    let Some(pieces) = formula::pieces(&source, display) else { return };
    let Some(document) = place.owner_document() else { return };
    let mut open = vec![place.clone()];
    for piece in &pieces {
        let Some(current) = open.last() else { return };
        match piece {
            Piece::Open(name) => {
                let Ok(element) = document.create_element_ns(Some(MATHML), name) else { return };
                let _ = current.append_child(&element);
                open.push(element);
            }
            Piece::Attribute(name, value) => {
                let _ = current.set_attribute(name, value);
            }
            Piece::Style(name, value) => set_style(current, name, value),
            Piece::Text(text) => {
                let _ = current.append_child(&document.create_text_node(text));
            }
            Piece::Close => {
                open.pop();
            }
        }
    }
    let _ = place.set_attribute("data-drawn", "");
    if display {
        // It may be wider than the answer.
        let _ = place.set_attribute("tabindex", "0");
    }
}

/// By the style object: a page's policy may forbid the attribute.
fn set_style(element: &Element, name: &str, value: &str) {
    let style = get(element, "style");
    if let Ok(set) = get(&style, "setProperty").dyn_into::<Function>() {
        let _ = set.call2(&style, &JsValue::from_str(name), &JsValue::from_str(value));
    }
}
