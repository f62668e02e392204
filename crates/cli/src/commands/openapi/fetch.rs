//! Fetching a public document. No credential goes with it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

/// Largest document, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A document that could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address answers with something else.
    #[error(
        "{url} answers with status {status}. Open it in a browser to see what it is, or save the document \
         and use --file."
    )]
    Status {
        /// The address.
        url: Url,
        /// The answer's status.
        status: u16,
    },
    /// No answer, or one that breaks off.
    #[error(
        "{url} can't be fetched: {source}. Check the address and the network, or save the document and use \
         --file."
    )]
    Network {
        /// The address.
        url: Url,
        /// Why.
        source: reqwest::Error,
    },
    /// More than anybody would call a document.
    #[error("{url} is larger than {} MiB. Name the JSON document itself.", LARGEST / 1024 / 1024)]
    TooLarge {
        /// The address.
        url: Url,
    },
    /// TLS can't be used.
    #[error("TLS can't be set up: {0}. Save the document and use --file.")]
    Tls(#[from] rustls::Error),
}

/// The text at an address.
pub async fn text(url: &Url) -> Result<String, FetchError> {
    let network =
        |source: reqwest::Error| FetchError::Network { url: url.clone(), source: source.without_url() };
    let client = client()?.build().map_err(network)?;
    let mut response = client.get(url.clone()).send().await.map_err(network)?;
    if !response.status().is_success() {
        return Err(FetchError::Status { url: url.clone(), status: response.status().as_u16() });
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = Response::chunk(&mut response).await.map_err(network)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            return Err(FetchError::TooLarge { url: url.clone() });
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Trusts the operating system's authorities.
fn client() -> Result<reqwest::ClientBuilder, FetchError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(tls).timeout(PATIENCE))
}
