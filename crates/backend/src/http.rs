//! The HTTP edge: routes, the layers around them, and what their bodies are made of.

pub mod router;

pub mod middleware;

mod extract;
mod stream;

pub mod openapi;

mod routes;

pub use router::router;
