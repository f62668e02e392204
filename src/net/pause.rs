//! Waiting: between attempts, and for what comes when it comes.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::retry;

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
        self.sleep(retry::delay_ms(attempt, js_sys::Math::random())).await;
    }

    /// So many milliseconds.
    pub(super) async fn sleep(&self, ms: u32) {
        if self.skip_next.take() {
            return;
        }
        let later = Later::new();
        set_timer(&later, ms);
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

/// As long as the attempt is due.
pub(super) async fn pause(attempt: u32) {
    sleep(retry::delay_ms(attempt, js_sys::Math::random())).await;
}

/// So many milliseconds.
pub(super) async fn sleep(ms: u32) {
    let later = Later::new();
    set_timer(&later, ms);
    let _ = JsFuture::from(later.promise).await;
}

/// Milliseconds since the page began, by a clock that nobody can set wrong.
pub(super) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

fn set_timer(later: &Later, ms: u32) {
    if let Some(window) = web_sys::window() {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let keep = wasm_bindgen::JsCast::unchecked_ref(&later.keep);
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(keep, ms);
    }
}
