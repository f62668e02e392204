#![doc = include_str!("../README.md")]
//!
//! # Reading order
//! A request enters at [`app`], passes `error::render`, `auth`, `rate_limit` and `fault`, and lands in
//! `routes` or `realtime`. Both hand the conversation to `agent`, which answers by rules or by a model;
//! `answer` writes what `knowledge` finds.

mod agent;
mod answer;
mod auth;
pub mod config;
pub mod error;
mod fault;
mod files;
mod knowledge;
mod question;
mod rate_limit;
mod realtime;
mod routes;
mod server;
pub mod store;
mod token_log;
pub mod wire;

pub use config::Settings;
pub use error::StartError;
pub use server::Server;

use agent::model::Model;
use axum::Router;
use fault::Faults;
use files::Files;
use knowledge::Knowledge;
use rate_limit::Window;
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
    files: Files,
    model: Option<Model>,
    faults: Faults,
    window: Window,
    token_log: Option<TokenLog>,
    stop: watch::Sender<bool>,
}

impl AppState {
    /// Opens the database, reads the knowledge folder and makes the default agent.
    pub async fn open(settings: Settings) -> Result<Self, StartError> {
        let store = Store::open(settings.database.as_deref(), settings.agent_id).await?;
        let knowledge = Knowledge::open(settings.knowledge_folder(), &settings.link_base).await?;
        let token_log = settings.token_log.as_deref().map(TokenLog::open).transpose()?;
        let files = Files::open(&settings)?;
        let (model, faults) = (Model::of(&settings)?, Faults::new(&settings.fault));
        let (window, stop) = (Window::default(), watch::Sender::new(false));
        let inner = Inner { settings, store, knowledge, files, model, faults, window, token_log, stop };
        Ok(Self(Arc::new(inner)))
    }

    /// The options.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What outlives a request.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.0.knowledge
    }

    pub(crate) fn files(&self) -> &Files {
        &self.0.files
    }

    pub(crate) fn model(&self) -> Option<&Model> {
        self.0.model.as_ref()
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn window(&self) -> &Window {
        &self.0.window
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
