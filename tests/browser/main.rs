//! Unit tests of the widget's edges, in a real browser.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap fails its test")]

mod answer_tools;
mod markdown_view;
mod page_context;
mod pictures;
mod shown;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
