//! A file on its way to us.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use uuid::Uuid;

use super::disposition;
use crate::error::Error;

/// A file's head, and the stream of its bytes. An error is the stream's last item.
pub struct FileDownload {
    id: Uuid,
    name: Option<String>,
    content_type: Option<String>,
    length: Option<u64>,
    operation: &'static str,
    bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl FileDownload {
    pub(crate) fn new(
        id: Uuid,
        operation: &'static str,
        response: reqwest::Response,
        idle: Duration,
        scrub: impl Fn(String) -> String,
    ) -> Self {
        let header = |name| response.headers().get(name);
        let name = header(CONTENT_DISPOSITION).and_then(|value| disposition::file_name(value.as_bytes()));
        let kind = header(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Self {
            id,
            name: name.map(&scrub),
            content_type: kind.map(|kind| scrub(kind.to_owned())),
            length: response.content_length(),
            operation,
            bytes: bytes(operation, response, idle),
        }
    }

    /// The file's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The name that the API tells, without folders. Comes from whoever uploaded it: show it, and don't let
    /// it overwrite anything.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type of the answer.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes there are, when the API says so.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Writes everything, flushes, and returns how many bytes that were.
    ///
    /// # Errors
    ///
    /// [`Error::Content`] when the writer fails, [`Error::Transport`] when the connection does.
    pub async fn write_to(mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let failed = |source| Error::Content { operation: self.operation, source };
        let mut written = 0;
        while let Some(bytes) = self.bytes.next().await.transpose()? {
            writer.write_all(&bytes).await.map_err(failed)?;
            written += bytes.len() as u64;
        }
        writer.flush().await.map_err(failed)?;
        Ok(written)
    }
}

fn bytes(
    operation: &'static str,
    response: reqwest::Response,
    idle: Duration,
) -> BoxStream<'static, Result<Bytes, Error>> {
    stream::try_unfold(response, move |mut response| async move {
        let chunk = timeout(idle, response.chunk()).await.map_err(|_| Error::timeout(operation))?;
        let chunk = chunk.map_err(|error| Error::network(operation, error))?;
        Ok(chunk.map(|chunk| (chunk, response)))
    })
    .boxed()
}

impl Stream for FileDownload {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.bytes.poll_next_unpin(context)
    }
}

impl fmt::Debug for FileDownload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileDownload")
            .field("id", &self.id)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
