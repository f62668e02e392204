//! The layers around every route, and their order.

pub mod limit;
pub mod visitor;

mod credentials;
mod headers;
mod origin;
mod request;

use std::any::Any;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

pub use origin::PageOrigin;
pub use request::RequestId;

use crate::app::App;
use crate::problem::Failure;

/// Puts the layers on; the last one is the outermost.
pub fn apply(router: Router<App>, app: &App) -> Router<App> {
    router
        // A page can read what has become of its request, and the log knows which one it was.
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(credentials::refuse))
        // A page can read that there is no place for it now.
        .layer(from_fn_with_state(app.clone(), limit::hold_place))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(from_fn(request::identify))
        .layer(from_fn(headers::secure))
        // The layers may panic as well.
        .layer(CatchPanicLayer::custom(layer_panicked))
}

/// A panic's message may hold anything: it is in the panic hook's output, and not in the answer.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Failure::internal("a handler panicked").into_response()
}

fn layer_panicked(_: Box<dyn Any + Send>) -> Response {
    request::finish(Failure::internal("a layer panicked").into_response())
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use serde_json::Value;

    use super::*;

    #[tokio::test]
    async fn a_panic_of_a_layer_is_a_problem_too_and_tells_nothing() {
        let response = layer_panicked(Box::new("CANARY".to_owned()));
        let id = response.headers()[request::REQUEST_ID].to_str().unwrap().to_owned();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (500, &contract::error::CONTENT_TYPE.parse().unwrap())
        );
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["requestId"]), (&"internal".into(), &id.into()));
        assert!(!problem.to_string().contains("CANARY"));
    }
}
