//! Fixed attributes of an element as one type, however many there are.

use leptos::tachys::html::attribute::{Attribute, NextAttribute};
use leptos::tachys::renderer::types::Element;

/// Names and values.
#[derive(Clone)]
pub(super) struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    pub(super) fn new(attributes: &[(&'static str, &str)]) -> Self {
        Self(attributes.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    fn set(&self, element: &Element) {
        for (name, value) in &self.0 {
            // The names are ours and valid.
            let _ = element.set_attribute(name, value);
        }
    }
}

impl Attribute for Attributes {
    const MIN_LENGTH: usize = 0;
    type State = (Element, Self);
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn build(self, element: &Element) -> Self::State {
        self.set(element);
        (element.clone(), self)
    }

    fn rebuild(self, (element, before): &mut Self::State) {
        for (name, _) in &before.0 {
            if !self.0.iter().any(|(kept, _)| kept == name) {
                let _ = element.remove_attribute(name);
            }
        }
        self.set(element);
        *before = self;
    }

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        self.build(element)
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    // Nothing is rendered on a server.
    fn html_len(&self) -> usize {
        0
    }

    fn to_html(self, _: &mut String, _: &mut String, _: &mut String, _: &mut String) {}

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}

impl NextAttribute for Attributes {
    type Output<NewAttr: Attribute> = (Self, NewAttr);

    fn add_any_attr<NewAttr: Attribute>(self, new_attr: NewAttr) -> Self::Output<NewAttr> {
        (self, new_attr)
    }
}
