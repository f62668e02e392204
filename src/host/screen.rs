//! What the visitor sees of the page: how much of it, and what has the focus.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use crate::net::decode::get;
use crate::ui::dom::listen;

/// Up to this width the panel covers the page; the style sheets' `max-width`.
const PHONE: f64 = 480.0;

fn number(value: &JsValue, key: &str) -> f64 {
    get(value, key).as_f64().unwrap_or_default()
}

/// Whether an open panel covers the whole page.
pub(crate) fn is_covered() -> bool {
    web_sys::window().is_some_and(|window| number(&window, "innerWidth") <= PHONE)
}

/// The page's own element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    let focused = web_sys::window()?.document()?.active_element()?;
    (!matches!(focused.local_name().as_str(), "body" | "siesta-chat-host"))
        .then(|| focused.dyn_into().ok())?
}

/// Calls with upper edge and height, in CSS pixels, of what a keyboard on the screen leaves of the page, whenever
/// that changes. Nothing of a page that is zoomed in: there the visitor chooses what they see.
pub(crate) fn follow(call: impl Fn(Option<(f64, f64)>) + Clone + 'static) {
    let Some(viewport) = web_sys::window().map(|window| get(&window, "visualViewport")) else { return };
    let Ok(viewport) = viewport.dyn_into::<web_sys::EventTarget>() else { return };
    for kind in ["resize", "scroll"] {
        let (call, seen) = (call.clone(), viewport.clone());
        listen(&viewport, kind, move |_| {
            let is_plain = (number(&seen, "scale") - 1.0).abs() < 0.01;
            call(is_plain.then(|| (number(&seen, "offsetTop"), number(&seen, "height"))));
        });
    }
}
