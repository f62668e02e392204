//! The entry point: one client, from which the groups of operations hang.

use std::sync::Arc;

use crate::config::Config;
use crate::error::Error;
use crate::operations::{Agents, AuditLogs, Connections, DataSourceCollections, Files, Tasks, Workspaces};
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

    /// Operations on files: upload, download.
    pub fn files(&self) -> Files<'_> {
        Files { transport: &self.transport }
    }

    /// Operations on collections of durable knowledge: list, create, read, update.
    pub fn data_source_collections(&self) -> DataSourceCollections<'_> {
        DataSourceCollections { transport: &self.transport }
    }

    /// Operations on tasks: search, create, read, update.
    pub fn tasks(&self) -> Tasks<'_> {
        Tasks { transport: &self.transport }
    }

    /// The configured connections.
    pub fn connections(&self) -> Connections<'_> {
        Connections { transport: &self.transport }
    }

    /// The workspaces.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces { transport: &self.transport }
    }

    /// The audit log: search, read.
    pub fn audit_logs(&self) -> AuditLogs<'_> {
        AuditLogs { transport: &self.transport }
    }

    /// The Realtime WebSocket.
    pub fn realtime(&self) -> Realtime<'_> {
        Realtime { transport: &self.transport }
    }
}
