//! Waiting: between attempts, and for what comes when it comes.

use std::cell::{Cell, RefCell};
use std::ops::Deref;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::retry;

/// How long somebody may take who has to answer at once.
pub(super) const LONGEST_MS: u32 = 20_000;

/// A promise and what keeps it.
#[derive(Clone)]
pub(super) struct Later {
    pub(super) promise: Promise,
    keep: JsValue,
}

impl Later {
    pub(super) fn new() -> Self {
        let mut keep = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| keep = resolve.into());
        Self { promise, keep }
    }

    /// Keeps it; again does nothing.
    pub(super) fn now(&self) {
        let keep: &Function = wasm_bindgen::JsCast::unchecked_ref(&self.keep);
        let _ = keep.call0(&JsValue::UNDEFINED);
    }
}

/// Pauses that can be cut short.
#[derive(Default)]
pub(super) struct Pauses {
    under_way: RefCell<Vec<Later>>,
    skip_next: Cell<bool>,
}

impl Pauses {
    /// As long as the attempt is due.
    pub(super) async fn pause(&self, attempt: u32) {
        if self.skip_next.take() {
            return;
        }
        let later = after(retry::delay_ms(attempt, js_sys::Math::random()));
        self.under_way.borrow_mut().push(later.clone());
        let _ = JsFuture::from(later.promise.clone()).await;
        self.under_way.borrow_mut().retain(|it| it.keep != later.keep);
    }

    /// Ends all pauses now.
    pub(super) fn end(&self) {
        for later in self.under_way.take() {
            later.now();
        }
    }

    /// The next pause is none.
    pub(super) fn skip_next(&self) {
        self.skip_next.set(true);
    }
}

/// So many milliseconds.
pub(super) async fn sleep(ms: u32) {
    let _ = JsFuture::from(after(ms).promise).await;
}

/// What is kept after so many milliseconds.
pub(super) fn after(ms: u32) -> Later {
    let later = Later::new();
    let _ = set_timer(wasm_bindgen::JsCast::unchecked_ref(&later.keep), ms);
    later
}

/// What ends a request that takes too long, as long as it is held: until the answer is read.
pub(super) struct Limit {
    controller: AbortController,
    timer: i32,
    _abort: Closure<dyn FnMut()>,
}

impl Deref for Limit {
    type Target = AbortController;

    fn deref(&self) -> &AbortController {
        &self.controller
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.timer);
        }
    }
}

/// The limit of a request that begins now.
pub(super) fn limit() -> Option<Limit> {
    let controller = AbortController::new().ok()?;
    let late = controller.clone();
    let abort = Closure::<dyn FnMut()>::wrap(Box::new(move || late.abort()));
    let function = wasm_bindgen::JsCast::unchecked_ref(abort.as_ref());
    let timer = set_timer(function, LONGEST_MS)?;
    Some(Limit { controller, timer, _abort: abort })
}

fn set_timer(function: &Function, ms: u32) -> Option<i32> {
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    web_sys::window()?.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms).ok()
}

/// Milliseconds since the page began, by a clock that nobody can set wrong.
pub(super) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    use super::limit;

    wasm_bindgen_test_configure!(run_in_browser);

    /// Notes which timers are set and not yet cleared.
    const WATCH: &str = "window.timers = new Set();
        const [set, clear] = [window.setTimeout, window.clearTimeout];
        window.setTimeout = (...it) => { const timer = set(...it); timers.add(timer); return timer; };
        window.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };";

    fn timers() -> Option<f64> {
        js_sys::eval("timers.size").ok()?.as_f64()
    }

    #[wasm_bindgen_test]
    fn a_request_that_has_ended_leaves_no_timer() {
        assert!(js_sys::eval(WATCH).is_ok());
        let limit = limit();
        assert_eq!(timers(), Some(1.0));
        drop(limit);
        assert_eq!(timers(), Some(0.0));
    }
}
