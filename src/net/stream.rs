//! Reads an event stream from a response's body.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

use contract::sse::{Decoder, Frame};
use js_sys::{IteratorNext, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStreamDefaultReader, Response};

/// Calls `on_frames` with the frames of each chunk, none of them where it was a mere sign of life, until the stream
/// ends or breaks, or `on_frames` returns false.
pub(crate) async fn read(response: &Response, on_frames: impl FnMut(Vec<Frame>) -> bool + 'static) {
    let Some(body) = response.body() else { return };
    let reading = Reading::new(body.get_reader().unchecked_into(), Box::new(on_frames));
    reading.go_on();
    poll_fn(|context| {
        reading.waiting.set(Some(context.waker().clone()));
        if reading.is_over.get() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[wasm_bindgen]
extern "C" {
    /// What a reader promises.
    type Promised;
    #[wasm_bindgen(method)]
    fn then(this: &Promised, kept: &JsValue, broken: &JsValue);
}

/// A body that is read. Chunks are taken where they arrive, by one callback: for each token, to wake a task and to make
/// another callback costs more than all that is done with it.
struct Reading {
    reader: ReadableStreamDefaultReader,
    callback: JsValue,
    decoder: RefCell<Decoder>,
    on_frames: RefCell<Box<dyn FnMut(Vec<Frame>) -> bool>>,
    is_over: Cell<bool>,
    waiting: Cell<Option<Waker>>,
}

impl Reading {
    fn new(reader: ReadableStreamDefaultReader, on_frames: Box<dyn FnMut(Vec<Frame>) -> bool>) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            let callback = Closure::<dyn FnMut(JsValue)>::wrap(Box::new(move |result: JsValue| {
                // What arrives when nobody waits any more is nobody's.
                if let Some(reading) = this.upgrade() {
                    reading.arrived(&result);
                }
            }));
            Self {
                reader,
                // The browser lets go of it, once it is sure that it is not called again.
                callback: callback.into_js_value(),
                decoder: RefCell::default(),
                on_frames: RefCell::new(on_frames),
                is_over: Cell::new(false),
                waiting: Cell::new(None),
            }
        })
    }

    fn go_on(&self) {
        let promised = JsValue::from(self.reader.read());
        promised.unchecked_ref::<Promised>().then(&self.callback, &self.callback);
    }

    /// A chunk is there, the end, or why there is none.
    fn arrived(&self, result: &JsValue) {
        let chunk = result.is_object().then(|| result.unchecked_ref::<IteratorNext>().value());
        let bytes = chunk.and_then(|chunk| chunk.dyn_into::<Uint8Array>().ok()).map(|chunk| chunk.to_vec());
        if let Some(bytes) = bytes {
            if self.take(&bytes) {
                return self.go_on();
            }
            let _ = self.reader.cancel();
        }
        self.is_over.set(true);
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }

    /// False where no more is wanted.
    fn take(&self, bytes: &[u8]) -> bool {
        let mut frames = Vec::new();
        let decoded = self.decoder.borrow_mut().push(bytes, &mut |frame| frames.push(frame));
        (self.on_frames.borrow_mut())(frames) && decoded.is_ok()
    }
}
