//! TLS by rustls with the ring provider, named here and not installed for the whole process.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::error::Error;

/// Trusts the operating system's authorities (or `SSL_CERT_FILE` and `SSL_CERT_DIR`) and the extra ones.
pub(super) fn client_config(
    base_url: &Url,
    extra: Vec<CertificateDer<'static>>,
) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in extra {
        roots.add(certificate).map_err(|error| {
            Error::Configuration(format!("an extra root certificate can't be used: {error}"))
        })?;
    }
    // A container without authorities can still talk to a stand-in over plain http.
    if base_url.scheme() == "https" {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(Error::Configuration(
                "this machine has no CA certificates, so https can't be trusted; install the package \
                 ca-certificates or set SSL_CERT_FILE"
                    .to_owned(),
            ));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Configuration(format!("TLS can't be set up: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
