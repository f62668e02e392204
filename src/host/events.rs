//! Events for the page: `siesta-chat:*` on `window`, with nothing personal in them.

/// Tells the page that something happened.
pub(crate) fn emit(name: &str) {
    let name = "siesta-chat:".to_owned() + name;
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::CustomEvent::new(&name)) {
        // A listener of the page that throws is the page's own affair.
        let _ = window.dispatch_event(&event);
    }
}

/// Says what the site's owner has to mend, where owners look.
pub(crate) fn advise_owner(text: &str) {
    web_sys::console::warn_1(&("Siesta Chat: ".to_owned() + text).into());
}
