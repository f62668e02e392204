//! The chat widget.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn mount(parent: web_sys::HtmlElement) {
    leptos::mount::mount_to(parent.clone(), move || {
        leptos::html::button().on(leptos::ev::click, move |_| {
            let parent = parent.clone();
            leptos::task::spawn_local(async move {
                let _ = history(parent, 3).await;
            });
        })
    })
    .forget();
}

#[wasm_split_helpers::wasm_split(history, wasm_split_path = leptos::wasm_split, fallible)]
fn history(parent: web_sys::HtmlElement, n: u32) -> Result<(), wasm_split_helpers::SplitLoaderError> {
    leptos::mount::mount_to(parent, move || {
        leptos::html::ul().child((0..n).map(|n| leptos::html::li().child(n.to_string())).collect_view())
    })
    .forget();
    Ok(())
}
