//! Puts the components into the loader's elements.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use super::dom::find;
use super::{composer, header, history, locale, shell, thread};
use crate::net::run::Session;
use crate::options::Options;

/// Components that are on the page until they are dropped.
type Mounted = Vec<Box<dyn std::any::Any>>;

/// The mounted widget. Dropping it removes all that it added and every listener.
pub(crate) struct App {
    pub(crate) session: Session,
    owner: Owner,
    _mounted: Rc<RefCell<Mounted>>,
}

impl App {
    pub(crate) fn mount(root: &ShadowRoot, options: Options) -> Result<Self, JsValue> {
        let owner = Owner::new();
        owner.with(|| {
            let session = Session::new(options);
            let panel: HtmlElement =
                root.query_selector(".panel")?.ok_or("the chat's shell is incomplete")?.unchecked_into();
            let launcher = root.query_selector(".launcher")?.ok_or("the chat's shell is incomplete")?;
            let thread_element: HtmlElement = find(&panel, "thread")?;
            thread_element.set_text_content(None);
            let actions: HtmlElement = find(&panel, "actions")?;
            let make = move || -> Mounted {
                let (actions, scroller) = (actions.clone(), thread_element.clone());
                vec![
                    boxed(mount_to(actions, move || header::actions(session))),
                    boxed(mount_to(scroller.clone(), move || thread::view(session, scroller))),
                ]
            };
            let mounted = Rc::new(RefCell::new(make()));
            // Mounting sets up the executor that effects need, so it comes first.
            shell::take_over(session, root, &launcher.unchecked_into(), &panel)?;
            composer::take_over(session, &panel)?;
            history::follow_shown(session, panel);
            // What is made of texts is made once more.
            let translated = Rc::downgrade(&mounted);
            locale::learn(session, root.host(), move || {
                if let Some(mounted) = translated.upgrade() {
                    mounted.take();
                    mounted.replace(make());
                    session.model.language_learnt();
                }
            });
            session.follow_page();
            session.prepare_when_open();
            Ok(Self { session, owner: owner.clone(), _mounted: mounted })
        })
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.session.end();
        self.owner.cleanup();
    }
}

fn boxed<M: Mountable + 'static>(handle: UnmountHandle<M>) -> Box<dyn std::any::Any> {
    Box::new(handle)
}
