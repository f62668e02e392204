//! The entry point: one client, from which the groups of operations hang.

use std::sync::Arc;

use crate::agents::Agents;
use crate::config::Config;
use crate::error::Error;
use crate::realtime::Realtime;
use crate::transport::Transport;

/// A client of the API for one organization.
///
/// Cheap to clone: clones share the connection pool.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Arc<Transport>,
}

impl Client {
    /// Checks the settings and makes a client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] names the setting that cannot work and what to do about it.
    pub fn new(config: Config) -> Result<Self, Error> {
        Ok(Self { transport: Arc::new(Transport::new(config)?) })
    }

    /// Operations on agents: list, create, ask, open a realtime session.
    pub fn agents(&self) -> Agents<'_> {
        Agents { transport: &self.transport }
    }

    /// The Realtime WebSocket.
    pub fn realtime(&self) -> Realtime<'_> {
        Realtime { transport: &self.transport }
    }
}
