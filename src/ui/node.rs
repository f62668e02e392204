//! An element as one type, whatever its tag, attributes and children are.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::dom::Dom;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// What a click does.
type Press = SendWrapper<Box<dyn FnMut()>>;
/// What is done with the element.
type Made = SendWrapper<Box<dyn FnOnce(&Element)>>;

/// What is still to be made.
pub(super) struct Node {
    pub(super) namespace: Option<&'static str>,
    pub(super) tag: &'static str,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) children: Vec<AnyView>,
    /// What a click does.
    pub(super) press: Option<Press>,
    /// Gets the element when it is made.
    pub(super) made: Option<Made>,
}

/// What is in the document.
pub(super) struct NodeState {
    element: Element,
    attributes: Vec<(&'static str, String)>,
    children: <Vec<AnyView> as Render>::State,
    press: Option<Closure<dyn FnMut()>>,
}

impl NodeState {
    fn set_attributes(&mut self, attributes: Vec<(&'static str, String)>) {
        for (name, _) in &self.attributes {
            if !attributes.iter().any(|(kept, _)| kept == name) {
                let _ = self.element.remove_attribute(name);
            }
        }
        for (name, value) in &attributes {
            // The names are ours and valid.
            let _ = self.element.set_attribute(name, value);
        }
        self.attributes = attributes;
    }

    fn set_press(&mut self, press: Option<Press>) {
        // Adding and removing a listener of ours cannot fail.
        if let Some(before) = self.press.take() {
            let listener = before.as_ref().unchecked_ref();
            let _ = self.element.remove_event_listener_with_callback("click", listener);
        }
        self.press = press.map(|press| Closure::wrap(press.take()));
        if let Some(press) = &self.press {
            let _ = self.element.add_event_listener_with_callback("click", press.as_ref().unchecked_ref());
        }
    }
}

impl Render for Node {
    type State = NodeState;

    fn build(self) -> Self::State {
        let element = Dom::create_element(self.tag, self.namespace);
        let mut children = self.children.build();
        children.mount(&element, None);
        let mut state = NodeState { element, attributes: Vec::new(), children, press: None };
        state.set_attributes(self.attributes);
        state.set_press(self.press);
        if let Some(made) = self.made {
            made.take()(&state.element);
        }
        state
    }

    fn rebuild(self, state: &mut Self::State) {
        self.children.rebuild(&mut state.children);
        state.set_attributes(self.attributes);
        state.set_press(self.press);
        if let Some(made) = self.made {
            made.take()(&state.element);
        }
    }
}

impl Mountable for NodeState {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&web_sys::Node>) {
        Dom::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

no_attrs!(Node);

// Nothing is rendered on a server.
impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
