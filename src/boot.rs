//! Where the loader hands over: its elements in, a handle out.

use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

use crate::host;
use crate::options::Options;
use crate::ui::App;

/// The mounted widget, as the page's `SiestaChat` sees it.
#[wasm_bindgen]
pub struct Widget {
    app: Option<App>,
}

/// Takes over the elements that the loader made in its shadow root.
///
/// # Errors
/// When the options or the elements are not the loader's of this version.
#[wasm_bindgen]
pub fn mount(root: &ShadowRoot, options: JsValue) -> Result<Widget, JsValue> {
    let app = App::mount(root, Options::decode(&options))?;
    host::events::emit("ready");
    Ok(Widget { app: Some(app) })
}

#[wasm_bindgen]
impl Widget {
    /// Opens the panel.
    pub fn open(&self) {
        self.set_open(|_| true);
    }

    /// Closes the panel; the conversation stays.
    pub fn close(&self) {
        self.set_open(|_| false);
    }

    /// Opens or closes the panel.
    pub fn toggle(&self) {
        self.set_open(|open| !open);
    }

    /// Opens the panel and sends a message as the visitor.
    pub fn send(&self, text: String) {
        if let Some(app) = &self.app {
            self.open();
            app.session.send(text);
        }
    }

    /// Takes the page's word for who its user is: a JWT, or a function that gives one or a promise of one.
    pub fn identify(&self, identity: JsValue) {
        if let Some(app) = &self.app {
            app.session.identify(identity);
        }
    }

    /// Forgets the visitor, in this browser and on all pages of the site.
    pub fn logout(&self) {
        if let Some(app) = &self.app {
            app.session.logout();
        }
    }

    /// Removes all that the widget added; safe to call twice.
    pub fn destroy(&mut self) {
        self.app = None;
    }

    fn set_open(&self, change: impl FnOnce(bool) -> bool) {
        use leptos::prelude::{GetUntracked, Set};
        if let Some(app) = &self.app {
            let is_open = app.session.model.is_open;
            is_open.set(change(is_open.get_untracked()));
        }
    }
}
