//! The few shapes that the components are made of, each compiled once.
//!
//! The framework's types grow with every attribute and child, and each combination is compiled anew; a widget
//! that others have to download cannot afford that. So types are erased at this edge.

use std::pin::Pin;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, ResizeObserver};

use super::node::Node;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Names and values of fixed attributes.
type Pairs<'a> = &'a [(&'static str, &'a str)];

fn node(
    namespace: Option<&'static str>,
    tag: &'static str,
    attributes: Pairs<'_>,
    children: Vec<AnyView>,
) -> Node {
    let attributes = attributes.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Node { namespace, tag, attributes, children, press: None, made: None }
}

/// An element with fixed attributes.
pub(crate) fn element(tag: &'static str, attributes: Pairs<'_>, children: Vec<AnyView>) -> AnyView {
    node(None, tag, attributes, children).into_any()
}

/// An element without children of ours: `made` gets it, and may fill it.
pub(crate) fn hollow(
    tag: &'static str,
    attributes: Pairs<'_>,
    made: impl FnOnce(&Element) + 'static,
) -> AnyView {
    let made: Box<dyn FnOnce(&Element)> = Box::new(made);
    Node { made: Some(SendWrapper::new(made)), ..node(None, tag, attributes, Vec::new()) }.into_any()
}

/// An element with a text and nothing else.
pub(crate) fn text(tag: &'static str, attributes: Pairs<'_>, text: &str) -> AnyView {
    element(tag, attributes, vec![text.to_owned().into_any()])
}

/// A button.
pub(crate) fn button(
    attributes: Pairs<'_>,
    children: Vec<AnyView>,
    press: impl FnMut() + 'static,
) -> AnyView {
    let press: Box<dyn FnMut()> = Box::new(press);
    let mut button = node(None, "button", attributes, children);
    button.attributes.push(("type", "button".to_owned()));
    Node { press: Some(SendWrapper::new(press)), ..button }.into_any()
}

/// An icon of stroked paths in a box of 24 by 24.
pub(crate) fn icon(paths: &[&'static str]) -> AnyView {
    let paths = paths.iter().map(|d| node(Some(SVG), "path", &[("d", d)], Vec::new()).into_any()).collect();
    node(Some(SVG), "svg", &[("viewBox", "0 0 24 24"), ("aria-hidden", "true")], paths).into_any()
}

/// A part that is made anew whenever what it reads changes. An element that replaces another of the same shape
/// takes over its node, so alternatives must agree in their tag.
pub(crate) fn dynamic(render: impl FnMut() -> Option<AnyView> + Send + 'static) -> AnyView {
    fn erased(render: Box<dyn FnMut() -> Option<AnyView> + Send>) -> AnyView {
        render.into_any()
    }
    erased(Box::new(render))
}

/// Runs now, and again whenever what it reads changes.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn erased(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    erased(Box::new(run));
}

/// Runs a future beside everything else.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    fn erased(future: Pin<Box<dyn Future<Output = ()>>>) {
        wasm_bindgen_futures::spawn_local(future);
    }
    erased(Box::pin(future));
}

/// Listens until the reactive owner is gone.
pub(crate) fn listen(target: &EventTarget, kind: &'static str, handler: impl FnMut(Event) + 'static) {
    fn erased(target: &EventTarget, kind: &'static str, handler: Box<dyn FnMut(Event)>) {
        let closure = Closure::wrap(handler);
        // Adding and removing a listener of ours cannot fail.
        let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        let guard = SendWrapper::new((target.clone(), closure));
        on_cleanup(move || {
            let (target, closure) = &*guard;
            let _ = target.remove_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        });
    }
    erased(target, kind, Box::new(handler));
}

/// Runs when the size of one of the elements has changed: after the layout, before it is painted.
pub(crate) fn on_resize(elements: &[&Element], run: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::wrap(Box::new(run));
    let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) else { return };
    for element in elements {
        observer.observe(element);
    }
    let guard = SendWrapper::new((observer, closure));
    on_cleanup(move || guard.0.disconnect());
}

/// An element by hand, where no framework makes it.
pub(crate) fn create(document: &Document, tag: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    for (name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
    Some(element)
}

/// The element of the loader's shell with this class.
pub(crate) fn find<T: JsCast>(root: &Element, class: &str) -> Result<T, JsValue> {
    let found = root.query_selector(&[".", class].concat())?;
    found
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str("the chat's shell is incomplete"))
}
