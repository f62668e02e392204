//! The Workspace group of the External API.

use std::sync::Arc;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{ListWorkspacesRequest, Workspace, WorkspacePage};

/// Workspaces; see [`Client::workspaces`](crate::Client::workspaces).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct Workspaces<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Workspaces<'_> {
    /// One page of workspaces: `GET /api/v1/Workspace`.
    pub async fn list(&self, request: ListWorkspacesRequest) -> Result<WorkspacePage, Error> {
        self.transport.json(search(&request).query("Offset", request.offset)).await
    }

    /// All workspaces that match, from the offset on; the limit is the size of a page.
    pub fn stream(&self, request: ListWorkspacesRequest) -> Items<Workspace> {
        paging::items(self.transport, search(&request), request.offset)
    }
}

fn search(request: &ListWorkspacesRequest) -> Call {
    Call::get("list workspaces", "/api/v1/Workspace")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
}
