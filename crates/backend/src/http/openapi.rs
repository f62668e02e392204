//! The OpenAPI document of this backend, made from the handlers and the types on the wire.

mod everywhere;

use std::sync::LazyLock;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use everywhere::Everywhere;

use super::routes::{
    bundle, cancel, chat, config, documents, events, feedback, health, me, runs, session, threads,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Siesta AI chat backend",
        description = "What the chat widget, or any other AG-UI client, asks of the backend in front of the agents.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        config::get_config,
        session::create_session,
        session::end_session,
        runs::create_run,
        cancel::cancel_run,
        threads::list_threads,
        threads::get_thread,
        threads::rename_thread,
        threads::delete_thread,
        events::follow_thread,
        feedback::rate_message,
        me::export,
        me::erase,
        chat::get_chat,
        bundle::get_loader,
        bundle::get_file,
        documents::get_openapi,
        health::get_health,
        health::get_readiness,
    ),
    modifiers(&VisitorToken, &Everywhere),
    tags((name = "chat"), (name = "pages"), (name = "operations"))
)]
struct Document;

struct VisitorToken;

impl Modify for VisitorToken {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("A visitor's token, from POST /v1/session"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("visitor", SecurityScheme::Http(scheme));
    }
}

/// The document as JSON, indented by two spaces, with a line break at its end.
pub fn document() -> &'static str {
    static JSON: LazyLock<String> = LazyLock::new(|| {
        let mut json = Document::openapi().to_pretty_json().unwrap_or_default();
        json.push('\n');
        json
    });
    &JSON
}
