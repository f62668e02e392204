//! The bytes of an upload, wherever they come from.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use super::meter::Meter;

/// How much is read of a reader at a time.
const CHUNK: usize = 64 << 10;

type Source = BoxStream<'static, io::Result<Bytes>>;

/// The content of a file to upload: bytes, a reader or a stream.
pub struct FileContent {
    origin: Origin,
    length: Option<u64>,
}

enum Origin {
    Bytes(Bytes),
    /// Taken by the first attempt that reads of it.
    Once(Arc<Mutex<Option<Source>>>),
}

impl FileContent {
    /// Bytes as they are. The only content that can be sent a second time.
    pub fn bytes(content: impl Into<Bytes>) -> Self {
        let content = content.into();
        Self { length: Some(content.len() as u64), origin: Origin::Bytes(content) }
    }

    /// Everything that a reader has, read as the network takes it.
    pub fn reader(content: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(ReaderStream::with_capacity(content, CHUNK))
    }

    /// Everything that a stream yields, asked for as the network takes it.
    pub fn stream(content: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self { origin: Origin::Once(Arc::new(Mutex::new(Some(content.boxed())))), length: None }
    }

    /// Tells the length of a reader or stream, in bytes. Without it the content is sent in chunks.
    ///
    /// Content that turns out shorter or longer fails the upload. Of bytes the length is known already, and
    /// stays.
    pub fn with_length(mut self, length: u64) -> Self {
        if matches!(self.origin, Origin::Once(_)) {
            self.length = Some(length);
        }
        self
    }

    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether all of it can (still) be sent.
    pub(crate) fn can_be_sent(&self) -> bool {
        match &self.origin {
            Origin::Bytes(_) => true,
            Origin::Once(source) => lock(source).is_some(),
        }
    }

    /// The content as a stream that takes its source when it is first read, and what watches over it.
    pub(crate) fn open(&self) -> (impl Stream<Item = io::Result<Bytes>> + use<>, Arc<Meter>) {
        let source = match &self.origin {
            Origin::Bytes(content) => {
                let content = content.clone();
                // In pieces, so that the meter sees them go.
                let pieces = (0..content.len()).step_by(CHUNK);
                let pieces = pieces.map(move |at| Ok(content.slice(at..content.len().min(at + CHUNK))));
                Arc::new(Mutex::new(Some(stream::iter(pieces).boxed())))
            }
            Origin::Once(source) => Arc::clone(source),
        };
        let meter = Arc::new(Meter::new(self.length));
        (Measured { source, taken: None, meter: Arc::clone(&meter) }, meter)
    }
}

impl From<Bytes> for FileContent {
    fn from(content: Bytes) -> Self {
        Self::bytes(content)
    }
}

impl From<Vec<u8>> for FileContent {
    fn from(content: Vec<u8>) -> Self {
        Self::bytes(content)
    }
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileContent").field("length", &self.length).finish_non_exhaustive()
    }
}

/// The stream of one attempt.
struct Measured {
    source: Arc<Mutex<Option<Source>>>,
    taken: Option<Source>,
    meter: Arc<Meter>,
}

impl Stream for Measured {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.taken.is_none() {
            let source = lock(&self.source).take();
            self.taken = source;
        }
        let Some(source) = &mut self.taken else { return Poll::Ready(None) };
        let piece = std::task::ready!(source.poll_next_unpin(context));
        Poll::Ready(self.meter.pass(piece))
    }
}

fn lock(source: &Mutex<Option<Source>>) -> MutexGuard<'_, Option<Source>> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}
