//! What a client needs to know: where, who, and how long to wait.

use std::fmt;
use std::time::Duration;

pub use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use url::Url;

use crate::retry::RetryPolicy;

/// Settings of a [`Client`](crate::Client).
///
/// [`Config::new`] fills in the defaults; every field may be changed before the client is made, which is when
/// the values are checked. Waits are more than zero and at most 24 hours.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where the API lives, for example `https://api.siesta.ai`.
    ///
    /// `https`, or `http` for a stand-in on the same machine. A path is kept as a prefix of every request's
    /// path, the WebSocket included. User, password, query and fragment are refused.
    pub base_url: Url,
    /// The organization's API key, sent as `X-Api-Key`. At least 8 visible ASCII characters.
    pub api_key: SecretString,
    /// The organization's id, sent as `X-Org-Id`.
    pub organization_id: String,
    /// Longest wait for a connection to stand: TCP and TLS, and for realtime the WebSocket handshake too.
    /// Default 10 s.
    pub connect_timeout: Duration,
    /// Longest wait for the whole answer of one call, with all its retries and the pauses between them.
    /// Default 120 s, because an agent may think for long.
    ///
    /// For an upload it counts from the last byte sent, for a download up to the first byte received.
    pub request_deadline: Duration,
    /// Longest time in which nothing of a file is sent or received before its transfer is given up. Default
    /// 60 s. The whole transfer may last as long as it needs.
    pub transfer_idle: Duration,
    /// Longest silence on a realtime connection before it counts as lost. Default 60 s.
    ///
    /// After half of it the client pings, so a quiet but living server is never cut off.
    pub realtime_idle: Duration,
    /// How often and how patiently a failed call is repeated.
    pub retry: RetryPolicy,
    /// Certificate authorities trusted besides those of the operating system, for a gateway with a private
    /// one. Default none.
    pub extra_root_certificates: Vec<CertificateDer<'static>>,
}

impl Config {
    /// Settings with every default in place.
    pub fn new(base_url: Url, api_key: SecretString, organization_id: impl Into<String>) -> Self {
        Self {
            base_url,
            api_key,
            organization_id: organization_id.into(),
            connect_timeout: Duration::from_secs(10),
            request_deadline: Duration::from_secs(120),
            transfer_idle: Duration::from_secs(60),
            realtime_idle: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            extra_root_certificates: Vec::new(),
        }
    }
}

/// Shows neither the key nor anything of the base URL beyond its origin.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url.origin().ascii_serialization())
            .field("api_key", &self.api_key)
            .field("organization_id", &self.organization_id)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_deadline", &self.request_deadline)
            .field("transfer_idle", &self.transfer_idle)
            .field("realtime_idle", &self.realtime_idle)
            .field("retry", &self.retry)
            .field("extra_root_certificates", &self.extra_root_certificates.len())
            .finish()
    }
}
