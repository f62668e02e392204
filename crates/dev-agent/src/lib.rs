#![doc = include_str!("../README.md")]
//!
//! # Reading order
//! A request enters at [`app`], passes `error::render` and `auth`, and lands in `routes` or
//! `realtime`. Both hand the conversation to `answer`, which searches `knowledge`.

mod answer;
mod auth;
pub mod config;
pub mod error;
mod knowledge;
mod question;
mod realtime;
mod routes;
mod server;
pub mod store;
mod token_log;
pub mod wire;

pub use config::Settings;
pub use error::StartError;
pub use server::Server;

use axum::Router;
use knowledge::Knowledge;
use std::sync::Arc;
use store::Store;
use token_log::TokenLog;
use tokio::sync::watch;

/// What every request needs; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    settings: Settings,
    store: Store,
    knowledge: Knowledge,
    token_log: Option<TokenLog>,
    stop: watch::Sender<bool>,
}

impl AppState {
    /// Opens the database, reads the knowledge folder and makes the default agent.
    pub async fn open(settings: Settings) -> Result<Self, StartError> {
        let store = Store::open(settings.database.as_deref(), settings.agent_id).await?;
        let knowledge = Knowledge::open(settings.knowledge_folder(), &settings.link_base).await?;
        let token_log = settings.token_log.as_deref().map(TokenLog::open).transpose()?;
        let stop = watch::Sender::new(false);
        Ok(Self(Arc::new(Inner { settings, store, knowledge, token_log, stop })))
    }

    /// The options.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Agents, conversations and tickets.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.0.knowledge
    }

    pub(crate) fn token_log(&self) -> Option<&TokenLog> {
        self.0.token_log.as_ref()
    }

    /// Turns true when open sockets should close; each of them holds a receiver until it has.
    pub(crate) fn stop(&self) -> &watch::Sender<bool> {
        &self.0.stop
    }
}

/// The whole API: the one router that the binary and the tests serve.
pub fn app(state: AppState) -> Router {
    routes::router(state)
}
