//! What happens to the page: it is looked at, left, brought back, and the network with it.

use std::rc::Rc;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::net::decode::get;
use crate::ui::dom::listen;

#[wasm_bindgen]
extern "C" {
    /// Leaves what only a garbage collection would free where it is: freeing it runs code, and a browser keeps no page
    /// for the way back that runs anything. The build defines it, beside what wasm-bindgen writes.
    #[wasm_bindgen(js_name = leaveGarbage)]
    fn leave_garbage();
}

/// A moment in a page's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The network is back, or another one.
    Online,
    /// The visitor looks at the page again.
    Visible,
    /// The visitor looks at something else.
    Unseen,
    /// The page goes: for good, or to be brought back as it is.
    Hidden,
    /// It was brought back as it was.
    Shown,
}

/// Calls at each moment, as long as the reactive owner lives.
pub(crate) fn follow(call: impl Fn(Moment) + 'static) {
    let Some(window) = web_sys::window() else { return };
    let call: Rc<dyn Fn(Moment)> = Rc::new(call);
    for (event, moment) in
        [("online", Moment::Online), ("pagehide", Moment::Hidden), ("pageshow", Moment::Shown)]
    {
        let call = call.clone();
        listen(&window, event, move |_| {
            call(moment);
            if moment == Moment::Hidden {
                leave_garbage();
            }
        });
    }
    if let Some(document) = window.document() {
        listen(&document, "visibilitychange", move |_| {
            call(if is_visible() { Moment::Visible } else { Moment::Unseen });
        });
    }
}

/// Whether the visitor can see the page.
pub(crate) fn is_visible() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| !document.hidden())
}

/// Whether the browser says that it has no network.
pub(crate) fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| get(&get(&window, "navigator"), "onLine") == false)
}
