//! Small helpers around the browser's DOM.

use leptos::prelude::on_cleanup;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyView;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget};

/// Listens until the reactive owner is gone.
pub(crate) fn listen(target: &EventTarget, kind: &'static str, handler: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(handler);
    // Adding and removing a listener of ours cannot fail.
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    let guard = SendWrapper::new((target.clone(), closure));
    on_cleanup(move || {
        let (target, closure) = &*guard;
        let _ = target.remove_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    });
}

/// The element of the loader's shell with this class.
pub(crate) fn find<T: JsCast>(root: &Element, class: &str) -> Result<T, JsValue> {
    let found = root.query_selector(&[".", class].concat())?;
    found
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str("the chat's shell is incomplete"))
}

/// An icon of stroked paths in a box of 24 by 24.
pub(crate) fn icon(paths: &'static [&'static str]) -> AnyView {
    let path = |d: &'static str| leptos::svg::path().attr("d", d);
    leptos::svg::svg()
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(paths.iter().map(|d| path(d)).collect_view())
        .into_any()
}

/// A round button with an icon and a name.
pub(crate) fn icon_button(
    label: &'static str,
    paths: &'static [&'static str],
    press: impl FnMut() + 'static,
) -> AnyView {
    let mut press = press;
    leptos::html::button()
        .attr("type", "button")
        .class("icon")
        .attr("aria-label", label)
        .attr("title", label)
        .on(leptos::ev::click, move |_| press())
        .child(icon(paths))
        .into_any()
}
