//! Styles that come with what they are for.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, ShadowRoot};

use crate::net::decode::get;

/// Of the tools.
pub(super) const TOOLS: &str = include_str!("../../../style/answer.css");

/// Gives a style to the shadow root around `element`, once by `name`. No `style` element: a page's policy may forbid
/// them.
pub(super) fn adopt(element: &Element, name: &str, style: &str) {
    let Ok(root) = element.get_root_node().dyn_into::<ShadowRoot>() else { return };
    let adopted = ["siesta-style-", name].concat();
    if get(&root, &adopted).is_truthy() {
        return;
    }
    let Some(window) = element.owner_document().and_then(|document| document.default_view()) else { return };
    let sheet = get(&window, "CSSStyleSheet").dyn_into().and_then(|class: Function| {
        let sheet = Reflect::construct(&class, &Array::new())?;
        get(&sheet, "replaceSync").dyn_into::<Function>()?.call1(&sheet, &JsValue::from_str(style))?;
        Ok(sheet)
    });
    let Ok(sheet) = sheet else { return };
    let sheets = Array::from(&get(&root, "adoptedStyleSheets"));
    sheets.push(&sheet);
    let _ = Reflect::set(&root, &JsValue::from_str("adoptedStyleSheets"), &sheets);
    let _ = Reflect::set(&root, &JsValue::from_str(&adopted), &JsValue::TRUE);
}
