//! Checks of the settings that come from people.

use std::time::Duration;

use http::HeaderValue;
use url::{Host, Url};

use crate::error::Error;

/// The base URL if requests can be built on it. The message never repeats it: it may hold a password.
pub(super) fn base_url(url: Url) -> Result<Url, Error> {
    let problem = if !matches!(url.scheme(), "https" | "http") {
        "must start with https:// (or http:// for a stand-in on this machine)"
    } else if url.host().is_none() {
        "has no host"
    } else if !url.username().is_empty() || url.password().is_some() {
        "holds a user or password; remove it, the key is the only credential"
    } else if url.query().is_some() || url.fragment().is_some() {
        "holds a query or fragment; remove it"
    } else {
        if url.scheme() == "http" && !is_loopback(&url) {
            tracing::warn!(
                "the Siesta base URL is plain http to another machine: the API key travels unencrypted"
            );
        }
        return Ok(url);
    };
    Err(Error::Configuration(format!("the base URL {problem}")))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The organization's id as a header value.
pub(super) fn organization(id: &str) -> Result<HeaderValue, Error> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Configuration(
            "the organization id is empty or holds spaces; copy it from the organization's settings"
                .to_owned(),
        ));
    }
    HeaderValue::from_str(id)
        .map_err(|_| Error::Configuration("the organization id can't be sent in a header".to_owned()))
}

/// A wait that is neither none at all nor beyond a day, which is surely a wrong unit.
pub(super) fn wait(name: &str, wait: Duration) -> Result<Duration, Error> {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    if wait.is_zero() || wait > DAY {
        return Err(Error::Configuration(format!("{name} must be more than zero and at most 24 hours")));
    }
    Ok(wait)
}
