//! The AuditLog group of the External API.

use std::sync::Arc;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{AuditRecord, AuditRecordPage, ListAuditLogsRequest, SortDirection};

const LIST: &str = "list audit records";

/// The audit log; see [`Client::audit_logs`](crate::Client::audit_logs).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct AuditLogs<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl AuditLogs<'_> {
    /// One page of audit records: `GET /api/v1/AuditLog`.
    pub async fn list(&self, request: ListAuditLogsRequest) -> Result<AuditRecordPage, Error> {
        self.transport.json(search(&request)?.query("Offset", request.offset)).await
    }

    /// All records that match, from the offset on; the limit is the size of a page.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] when `from` or `to` is no time that RFC 3339 can write.
    pub fn stream(&self, request: ListAuditLogsRequest) -> Result<Items<AuditRecord>, Error> {
        Ok(paging::items(self.transport, search(&request)?, request.offset))
    }

    /// Reads one record: `GET /api/v1/AuditLog/{id}`.
    pub async fn get(&self, id: Uuid) -> Result<AuditRecord, Error> {
        self.transport.json(Call::get("get audit record", format!("/api/v1/AuditLog/{id}"))).await
    }
}

fn search(request: &ListAuditLogsRequest) -> Result<Call, Error> {
    Ok(Call::get(LIST, "/api/v1/AuditLog")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
        .query("EntityType", request.entity_type.as_ref())
        .query("EntityId", request.entity_id)
        .query("Action", request.action.as_ref())
        .query("CorrelationId", request.correlation_id.as_ref())
        .query("From", moment(request.from)?)
        .query("To", moment(request.to)?)
        .query("SortDirection", request.sort_direction.map(SortDirection::as_str)))
}

fn moment(time: Option<OffsetDateTime>) -> Result<Option<String>, Error> {
    time.map(|time| time.format(&Rfc3339)).transpose().map_err(|_| Error::InvalidRequest {
        operation: LIST,
        detail: "a time can't be written as RFC 3339: use a year from 0 to 9999".to_owned(),
    })
}
