//! The File group of the External API.

mod content;
mod disposition;
mod download;
mod meter;

use std::sync::Arc;

use uuid::Uuid;

use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::StoredFile;

pub use content::FileContent;
pub use download::FileDownload;

/// Files; see [`Client::files`](crate::Client::files). None of them is ever held in memory whole.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Files<'_> {
    /// Uploads a file: `POST /api/v1/File`.
    ///
    /// Repeated only when the first attempt surely was not processed and the content can be had once more:
    /// bytes always, a reader or stream as long as nothing of it was read.
    ///
    /// # Errors
    ///
    /// [`Error::Content`] when the reader or stream fails or has another length than was told, otherwise as
    /// for every call. [`Config::transfer_idle`](crate::Config::transfer_idle) ends an upload that stands
    /// still.
    pub async fn upload(&self, request: UploadFileRequest) -> Result<StoredFile, Error> {
        self.transport.upload(Call::form("upload file", "/api/v1/File"), request).await
    }

    /// Begins to download a file: `GET /api/v1/File/{id}`.
    pub async fn download(&self, id: Uuid) -> Result<FileDownload, Error> {
        self.transport.download(Call::get("download file", format!("/api/v1/File/{id}")), id).await
    }
}

/// A file to upload: the form of `POST /api/v1/File`.
#[derive(Debug)]
#[non_exhaustive]
pub struct UploadFileRequest {
    /// What people call it, without folders: `report.pdf`.
    pub name: String,
    /// Its media type, for example `application/pdf`.
    pub content_type: Option<String>,
    /// Its bytes.
    pub content: FileContent,
}

impl UploadFileRequest {
    /// A file of this name, of no special type.
    pub fn new(name: impl Into<String>, content: impl Into<FileContent>) -> Self {
        Self { name: name.into(), content_type: None, content: content.into() }
    }

    /// The name as a browser would put it into a form (WHATWG, "multipart/form-data encoding algorithm"): no
    /// folders, and nothing that could end the header early.
    pub(crate) fn form_name(&self) -> String {
        let last = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        last.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A").replace('\0', "%00")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_leave_its_header_or_name_a_folder() {
        let check = |name: &str, expected: &str| {
            assert_eq!(UploadFileRequest::new(name, Vec::new()).form_name(), expected, "{name:?}");
        };
        check("Bericht März.pdf", "Bericht März.pdf");
        check("../../etc/passwd", "passwd");
        check("C:\\Users\\jo\\a.txt", "a.txt");
        check("a\"; name=\"x\r\nX-Api-Key: y\n", "a%22; name=%22x%0D%0AX-Api-Key: y%0A");
        check("", "");
    }
}
