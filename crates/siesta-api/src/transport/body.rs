//! Reads an answer's body up to a limit.

use crate::error::Error;

/// Most bytes read of one answer: 4 MiB.
pub const MAX_BODY_BYTES: usize = 4 << 20;

/// The whole body as text. Never holds more than the limit, whatever the server claims.
pub(super) async fn read(operation: &'static str, mut response: reqwest::Response) -> Result<String, Error> {
    let too_large = || Error::BodyTooLarge { operation, limit: MAX_BODY_BYTES };
    if response.content_length().is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Error::network(operation, error))? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    String::from_utf8(body)
        .map_err(|_| Error::Decode { operation: operation.to_owned(), detail: "not UTF-8".to_owned() })
}
