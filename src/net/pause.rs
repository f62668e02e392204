//! Waiting between attempts.

use super::retry;

/// As long as the attempt is due.
pub(super) async fn pause(attempt: u32) {
    sleep(retry::delay_ms(attempt, js_sys::Math::random())).await;
}

/// So many milliseconds.
pub(super) async fn sleep(ms: u32) {
    let done = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let ms = i32::try_from(ms).unwrap_or(i32::MAX);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(done).await;
}
