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
        .layer(from_fn(credentials::refuse))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), limit::hold_place))
        .layer(from_fn(headers::secure))
        .layer(from_fn(request::identify))
}

/// A panic's message may hold anything: it is in the panic hook's output, and not in the answer.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Failure::internal("a handler panicked").into_response()
}
