//! Lists page by page, as one stream.

use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::Page;

/// Every item of a list. Pages are asked for as the stream is read; an error is its last item.
///
/// What is added or removed meanwhile may make an item appear twice or not at all, where it sorts before the
/// place that was reached.
pub type Items<T> = BoxStream<'static, Result<T, Error>>;

/// The items from `offset` on. `call` has every parameter but the offset.
pub(super) fn items<T: DeserializeOwned + Send + 'static>(
    transport: &Arc<Transport>,
    call: Call,
    offset: Option<u32>,
) -> Items<T> {
    let transport = Arc::clone(transport);
    stream::try_unfold(Some(u64::from(offset.unwrap_or(0))), move |next| {
        let (transport, call) = (Arc::clone(&transport), call.clone());
        async move {
            let Some(offset) = next else { return Ok(None) };
            let page: Page<T> = transport.json(call.query("Offset", Some(offset))).await?;
            let reached = offset + page.items.len() as u64;
            // An empty page ends the list even where the count promises more: it would be asked for forever.
            let next = (!page.items.is_empty() && reached < page.total_count).then_some(reached);
            Ok(Some((stream::iter(page.items.into_iter().map(Ok)), next)))
        }
    })
    .try_flatten()
    .boxed()
}
