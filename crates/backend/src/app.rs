//! What every request and every run needs.

use std::ops::Deref;
use std::sync::Arc;

use contract::api::ConfigResponse;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use crate::agent::{Beginnings, Runs};
use crate::limits::Limits;
use crate::limits::connections::Connections;
use crate::origin::{AllowedOrigins, Strangers};
use crate::public_config;
use crate::session::challenge::Challenges;
use crate::session::token::Tokens;
use crate::settings::Settings;
use crate::store::Store;
use crate::thread_log::ThreadLog;

/// The one site of a deployment, until there are several. It is in every table and token.
pub const SITE: &str = "default";

/// Shared by all requests; clones are cheap.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// See [`App`].
#[non_exhaustive]
pub struct Parts {
    /// What the deployment decided.
    pub settings: Settings,
    /// What a page may know of it.
    pub public_config: ConfigResponse,
    /// Which pages may use the chat.
    pub origins: AllowedOrigins,
    /// Which others have tried.
    pub strangers: Strangers,
    /// Makes and checks challenges.
    pub challenges: Challenges,
    /// Makes and checks visitors' tokens.
    pub tokens: Tokens,
    /// What survives a restart.
    pub store: Store,
    /// The log of all threads.
    pub log: ThreadLog,
    /// The agent platform.
    pub siesta: siesta_api::Client,
    /// What callers have used.
    pub limits: Limits,
    /// Connections that are open.
    pub connections: Arc<Connections>,
    /// Runs under way on this node.
    pub runs: Runs,
    /// Runs that are being begun on this node.
    pub beginnings: Beginnings,
    /// Cancelled when open streams have to end.
    pub closing: CancellationToken,
}

impl App {
    /// Puts the parts together. `own_origin` is where this backend itself is reached.
    ///
    /// # Errors
    /// When the client of the agent platform refuses its settings.
    pub fn new(
        settings: Settings,
        own_origin: String,
        store: Store,
        log: ThreadLog,
    ) -> Result<Self, siesta_api::Error> {
        let mut client = siesta_api::Config::new(
            settings.siesta.api_url.clone(),
            settings.siesta.api_key.clone(),
            &settings.siesta.organization_id,
        );
        client.request_deadline = settings.runs.deadline;
        let mut exact = settings.access.origins.clone();
        exact.insert(own_origin);
        let secret = settings.access.token_secret.expose_secret().as_bytes();
        let public_config = public_config::from_manifest(settings.site.manifests.web_plugin());
        if let Some(notice) = &public_config.theme.notice {
            tracing::warn!("{notice}");
        }
        Ok(Self(Arc::new(Parts {
            public_config,
            origins: AllowedOrigins::new(exact, settings.access.loopback_origins),
            strangers: Strangers::default(),
            challenges: Challenges::new(secret),
            tokens: Tokens::new(secret),
            store,
            log,
            siesta: siesta_api::Client::new(client)?,
            limits: Limits::new(
                settings.limits.requests.into(),
                settings.limits.runs.into(),
                settings.limits.running,
            ),
            connections: Arc::new(Connections::new(settings.limits.connections)),
            runs: Runs::default(),
            beginnings: Beginnings::default(),
            closing: CancellationToken::new(),
            settings,
        })))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
