//! The one list of routes, with who may call each and what it counts as, and the router made of it.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, patch, post};
use contract::error::code;

use super::middleware::{self, limit, visitor};
use super::routes::{
    bundle, cancel, chat, config, documents, events, feedback, health, me, preview, runs, session, threads,
};
use crate::app::App;
use crate::problem::Failure;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever has a visitor's token.
    Visitor,
}

/// What a route uses up of its caller's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Nothing: it costs no more than a refusal would, or has to answer when all else is too much.
    Nothing,
    /// A request.
    Request,
    /// A request, and a run.
    Run,
}

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it uses up of its caller's limits.
    pub counts: Counts,
    handler: fn() -> MethodRouter<App>,
}

const fn public(method: &'static str, path: &'static str, handler: fn() -> MethodRouter<App>) -> Route {
    Route { method, path, access: Access::Public, counts: Counts::Nothing, handler }
}

const fn visitor(method: &'static str, path: &'static str, handler: fn() -> MethodRouter<App>) -> Route {
    Route { method, path, access: Access::Visitor, counts: Counts::Request, handler }
}

impl Route {
    const fn counts(self, counts: Counts) -> Self {
        Self { counts, ..self }
    }
}

/// Every route of a deployment.
pub const ROUTES: &[Route] = &[
    public("GET", "/v1/config", || get(config::get_config)).counts(Counts::Request),
    public("POST", "/v1/session", || post(session::create_session)).counts(Counts::Request),
    // Whoever has asked too much may still leave; the token that it takes is void then.
    visitor("DELETE", "/v1/session", || delete(session::end_session)).counts(Counts::Nothing),
    visitor("POST", "/v1/assistants/{role}/runs", || post(runs::create_run)).counts(Counts::Run),
    visitor("POST", "/v1/runs/{id}/cancel", || post(cancel::cancel_run)),
    visitor("GET", "/v1/threads", || get(threads::list_threads)),
    visitor("GET", "/v1/threads/{id}", || get(threads::get_thread)),
    visitor("PATCH", "/v1/threads/{id}", || patch(threads::rename_thread)),
    visitor("DELETE", "/v1/threads/{id}", || delete(threads::delete_thread)),
    visitor("GET", "/v1/threads/{id}/events", || get(events::follow_thread)),
    visitor("POST", "/v1/threads/{id}/messages/{mid}/feedback", || post(feedback::rate_message)),
    visitor("GET", "/v1/me", || get(me::export)),
    visitor("DELETE", "/v1/me", || delete(me::erase)),
    public("GET", "/chat", || get(chat::get_chat)),
    public("GET", "/chat-widget.js", || get(bundle::get_loader)),
    public("GET", "/v/{version}/{file}", || get(bundle::get_file)),
    public("GET", "/openapi.json", || get(documents::get_openapi)),
    public("GET", "/healthz", || get(health::get_health)),
    public("GET", "/readyz", || get(health::get_readiness)),
];

/// What `--preview` adds, for development.
const PREVIEW_ROUTES: &[Route] = &[
    public("GET", "/", || get(preview::get_index)),
    public("GET", "/preview/{*path}", || get(preview::get_preview)),
    public("GET", "/style/{*path}", || get(preview::get_style)),
    public("GET", "/docs/{*path}", || get(preview::get_docs)),
];

/// The router of a deployment, layers included.
pub fn router(app: &App) -> Router {
    let preview = match app.settings.server.preview {
        Some(_) => PREVIEW_ROUTES,
        None => &[],
    };
    let mut router = Router::new();
    for route in ROUTES.iter().chain(preview) {
        let mut handler = (route.handler)();
        if route.counts != Counts::Nothing {
            handler = handler.layer(from_fn_with_state((app.clone(), route.counts), limit::count));
        }
        // Outside of the limits: they are the visitor's.
        if route.access == Access::Visitor {
            handler = handler.layer(from_fn_with_state(app.clone(), visitor::require));
        }
        router = router.route(route.path, handler);
    }
    let router = router.fallback(|| async { Failure::not_found() }).method_not_allowed_fallback(|| async {
        let detail = "This address knows other methods only: see /openapi.json.";
        Failure::new(StatusCode::METHOD_NOT_ALLOWED, code::INVALID_REQUEST, detail)
    });
    middleware::apply(router, app).with_state(app.clone())
}
