//! The DataSourceCollection group of the External API.

use std::sync::Arc;

use uuid::Uuid;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{
    CreateDataSourceCollectionRequest, DataSourceCollection, DataSourceCollectionPage,
    ListDataSourceCollectionsRequest, UpdateDataSourceCollectionRequest,
};

/// Collections of durable knowledge; see
/// [`Client::data_source_collections`](crate::Client::data_source_collections).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct DataSourceCollections<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl DataSourceCollections<'_> {
    /// One page of collections: `GET /api/v1/DataSourceCollection`.
    pub async fn list(
        &self,
        request: ListDataSourceCollectionsRequest,
    ) -> Result<DataSourceCollectionPage, Error> {
        self.transport.json(search(&request).query("Offset", request.offset)).await
    }

    /// All collections that match, from the offset on; the limit is the size of a page.
    pub fn stream(&self, request: ListDataSourceCollectionsRequest) -> Items<DataSourceCollection> {
        paging::items(self.transport, search(&request), request.offset)
    }

    /// Reads one collection: `GET /api/v1/DataSourceCollection/{id}`.
    pub async fn get(&self, id: Uuid) -> Result<DataSourceCollection, Error> {
        self.transport.json(Call::get("get collection", format!("/api/v1/DataSourceCollection/{id}"))).await
    }

    /// Creates a collection: `POST /api/v1/DataSourceCollection`.
    ///
    /// Repeated only when the first attempt surely was not processed, so that there are never two.
    pub async fn create(
        &self,
        request: CreateDataSourceCollectionRequest,
    ) -> Result<DataSourceCollection, Error> {
        self.transport.json(Call::post("create collection", "/api/v1/DataSourceCollection", &request)?).await
    }

    /// Changes a collection: `PUT /api/v1/DataSourceCollection/{id}`. What the request leaves out stays as it
    /// is.
    pub async fn update(
        &self,
        id: Uuid,
        request: UpdateDataSourceCollectionRequest,
    ) -> Result<DataSourceCollection, Error> {
        let path = format!("/api/v1/DataSourceCollection/{id}");
        self.transport.json(Call::put("update collection", path, &request)?).await
    }
}

fn search(request: &ListDataSourceCollectionsRequest) -> Call {
    Call::get("list collections", "/api/v1/DataSourceCollection")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
}
