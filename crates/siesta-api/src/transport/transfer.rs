//! Files, which are never held whole: their bytes go through as they come.

use http::StatusCode;
use reqwest::multipart::{Form, Part};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Call, Transport, body, parse};
use crate::error::Error;
use crate::operations::{FileDownload, UploadFileRequest};
use crate::types::StoredFile;

impl Transport {
    /// Sends a file as one part of a form. Repeated only where that is safe and the content can be had again.
    pub(crate) async fn upload(&self, call: Call, request: UploadFileRequest) -> Result<StoredFile, Error> {
        let deadline = Instant::now() + self.request_deadline;
        let attempt = || self.attempt_upload(&call, &request);
        // A stream of which something was read can't be sent again.
        let text = self.repeated(&call, deadline, attempt, || request.content.can_be_sent()).await?;
        parse(call.operation, &text)
    }

    async fn attempt_upload(&self, call: &Call, request: &UploadFileRequest) -> Result<String, Error> {
        let (content, meter) = request.content.open();
        let content = reqwest::Body::wrap_stream(content);
        let part = match request.content.length() {
            Some(length) => Part::stream_with_length(content, length),
            None => Part::stream(content),
        };
        let part = part.file_name(request.form_name());
        let part = match &request.content_type {
            Some(kind) => part.mime_str(kind).map_err(|_| Error::InvalidRequest {
                operation: call.operation,
                detail: "the content type is none; write it like application/pdf".to_owned(),
            })?,
            None => part,
        };
        let form = Form::new().percent_encode_noop().part("file", part);
        let sending = async {
            let response = self.send(call, self.request_for(call).multipart(form)).await?;
            Ok(self.secret.scrub(body::read(call.operation, response).await?))
        };
        let answer = tokio::select! {
            answer = sending => answer,
            () = meter.stalled(self.transfer_idle, self.request_deadline) => {
                Err(Error::timeout(call.operation))
            }
        };
        match meter.failure() {
            Some(source) if answer.is_err() => Err(Error::Content { operation: call.operation, source }),
            _ => answer,
        }
    }

    /// The head of a file, and its bytes to come. Repeated until the first of them arrives.
    pub(crate) async fn download(&self, call: Call, id: Uuid) -> Result<FileDownload, Error> {
        let deadline = Instant::now() + self.request_deadline;
        let attempt = || self.in_time(call.operation, deadline, self.send(&call, self.request_for(&call)));
        let response = self.repeated(&call, deadline, attempt, || true).await?;
        if response.status() != StatusCode::OK {
            return Err(Error::Decode {
                operation: call.operation.to_owned(),
                detail: format!("{} instead of 200 OK", response.status()),
            });
        }
        Ok(FileDownload::new(id, call.operation, response, self.transfer_idle, |text| {
            self.secret.scrub(text)
        }))
    }
}
