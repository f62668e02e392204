//! The Connection group of the External API.

use std::sync::Arc;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{Connection, ConnectionPage, ListConnectionsRequest};

/// Configured connections; see [`Client::connections`](crate::Client::connections).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct Connections<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Connections<'_> {
    /// One page of connections: `GET /api/v1/Connection`.
    pub async fn list(&self, request: ListConnectionsRequest) -> Result<ConnectionPage, Error> {
        self.transport.json(search(&request).query("Offset", request.offset)).await
    }

    /// All connections that match, from the offset on; the limit is the size of a page.
    pub fn stream(&self, request: ListConnectionsRequest) -> Items<Connection> {
        paging::items(self.transport, search(&request), request.offset)
    }
}

fn search(request: &ListConnectionsRequest) -> Call {
    Call::get("list connections", "/api/v1/Connection")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
}
