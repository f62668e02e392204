//! Waiting between attempts.

use super::retry;

/// As long as the backend asked for, at most a minute; otherwise as long as the attempt is due.
pub(super) async fn wait(attempt: u32, retry_after: Option<u32>) {
    match retry_after {
        Some(seconds) => sleep(seconds.min(60) * 1000).await,
        None => pause(attempt).await,
    }
}

/// As long as the attempt is due.
pub(super) async fn pause(attempt: u32) {
    sleep(retry::delay_ms(attempt, js_sys::Math::random())).await;
}

async fn sleep(ms: u32) {
    let done = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let ms = i32::try_from(ms).unwrap_or(i32::MAX);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(done).await;
}
