//! The chat widget.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn mount(parent: web_sys::HtmlElement) {
    leptos::mount::mount_to(parent, || {
        let history = RwSignal::new(None);
        (
            leptos::html::button().on(leptos::ev::click, move |_| {
                leptos::task::spawn_local(async move {
                    history.set(history_view(3).await.ok());
                });
            }),
            move || history.get(),
        )
    })
    .forget();
}

#[wasm_split_helpers::wasm_split(history, wasm_split_path = leptos::wasm_split, fallible)]
fn history_view(n: u32) -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
    Ok(leptos::html::ul().child((0..n).map(|n| leptos::html::li().child(n.to_string())).collect_view()).into_any())
}
