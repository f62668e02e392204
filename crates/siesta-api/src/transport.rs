//! One call over HTTP: the credentials, the deadline, the repetitions, the bounds.
//!
//! The two credential headers are set here, in [`Transport::request`], and nowhere else. Redirects are not
//! followed and proxy settings of the environment are not read, so the key goes to the configured host only.

mod body;
mod call;
mod secret;
mod settings;
mod tls;
mod transfer;

use std::fmt;
use std::future::Future;
use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use crate::config::Config;
use crate::error::{ApiError, Error, describe};
use crate::retry::{self, RetryPolicy};

pub use body::MAX_BODY_BYTES;
pub(crate) use call::Call;
pub(crate) use secret::Secret;

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const ORGANIZATION: HeaderName = HeaderName::from_static("x-org-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Connections idle for longer are not used again: shorter than servers commonly keep them, so that a request
/// rarely meets one that is just being closed.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// The connection pool and everything that goes with each request.
pub(crate) struct Transport {
    http: reqwest::Client,
    base_url: Url,
    organization: HeaderValue,
    secret: Secret,
    connect_timeout: Duration,
    request_deadline: Duration,
    transfer_idle: Duration,
    realtime_idle: Duration,
    retry: RetryPolicy,
}

impl Transport {
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        let base_url = settings::base_url(config.base_url)?;
        let tls = tls::client_config(&base_url, config.extra_root_certificates)?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("siesta-api/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(POOL_IDLE)
            .build()
            .map_err(|error| Error::Configuration(format!("the HTTP client can't be built: {error}")))?;
        Ok(Self {
            http,
            base_url,
            organization: settings::organization(&config.organization_id)?,
            secret: Secret::new(config.api_key)?,
            connect_timeout: settings::wait("connect_timeout", config.connect_timeout)?,
            request_deadline: settings::wait("request_deadline", config.request_deadline)?,
            transfer_idle: settings::wait("transfer_idle", config.transfer_idle)?,
            realtime_idle: settings::wait("realtime_idle", config.realtime_idle)?,
            retry: config.retry,
        })
    }

    /// Makes the call, repeated where that is safe, and reads its answer as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let deadline = Instant::now() + self.request_deadline;
        let attempt = || self.in_time(call.operation, deadline, self.attempt(&call));
        let text = self.repeated(&call, deadline, attempt, || true).await?;
        parse(call.operation, &text)
    }

    /// Attempts the call until it succeeds, must not or can't be repeated, or the deadline would pass.
    async fn repeated<T, F: Future<Output = Result<T, Error>>>(
        &self,
        call: &Call,
        deadline: Instant,
        attempt: impl Fn() -> F,
        can_repeat: impl Fn() -> bool,
    ) -> Result<T, Error> {
        let mut retries = 0;
        loop {
            let started = Instant::now();
            let error = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let remaining = deadline.saturating_duration_since(Instant::now());
            let pause = (retry::may_repeat(&call.method, &error) && can_repeat())
                .then(|| self.retry.delay(retries, error.retry_after(), remaining, fastrand::f64()))
                .flatten();
            tracing::debug!(
                operation = call.operation,
                %error,
                retries,
                elapsed_ms = started.elapsed().as_millis() as u64,
                pause_ms = pause.map(|pause| pause.as_millis() as u64),
                "Siesta call failed"
            );
            let Some(pause) = pause else { return Err(error) };
            sleep(pause).await;
            retries += 1;
        }
    }

    async fn in_time<T>(
        &self,
        operation: &'static str,
        deadline: Instant,
        attempt: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        timeout_at(deadline, attempt).await.unwrap_or_else(|_| Err(Error::timeout(operation)))
    }

    async fn attempt(&self, call: &Call) -> Result<String, Error> {
        let response = self.send(call, self.request_for(call)).await?;
        let status = response.status().as_u16();
        let text = self.secret.scrub(body::read(call.operation, response).await?);
        tracing::debug!(operation = call.operation, status, bytes = text.len(), "Siesta call answered");
        Ok(text)
    }

    /// The head of a successful answer.
    async fn send(&self, call: &Call, request: reqwest::RequestBuilder) -> Result<reqwest::Response, Error> {
        let response = request.send().await.map_err(|error| Error::network(call.operation, error))?;
        match response.status().is_success() {
            true => Ok(response),
            false => Err(self.refusal(call.operation, response).await),
        }
    }

    fn request_for(&self, call: &Call) -> reqwest::RequestBuilder {
        let mut url = self.url(&call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let request = self.request(call.method.clone(), url);
        match &call.body {
            Some(body) => request
                .header(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone()),
            None => request,
        }
    }

    /// Sends a request that asks to switch protocols, and returns the answer only if it has switched.
    pub(crate) async fn upgrade(
        &self,
        operation: &'static str,
        url: Url,
        headers: HeaderMap,
    ) -> Result<reqwest::Response, Error> {
        let request = self.request(Method::GET, url).headers(headers);
        let response = request.send().await.map_err(|error| Error::network(operation, error))?;
        match response.status() {
            StatusCode::SWITCHING_PROTOCOLS => Ok(response),
            status if status.is_success() => Err(Error::RealtimeProtocol(format!(
                "the server answered {status} instead of switching to WebSocket; \
                 check that nothing between here and the API strips the Upgrade header"
            ))),
            _ => Err(self.refusal(operation, response).await),
        }
    }

    /// The only place that sets the credentials.
    fn request(&self, method: Method, url: Url) -> reqwest::RequestBuilder {
        self.http
            .request(method, url)
            .header(API_KEY, self.secret.header())
            .header(ORGANIZATION, self.organization.clone())
    }

    /// The base URL with this path; the path replaces nothing of the host.
    fn url(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}{path}", self.base_url.path().trim_end_matches('/')));
        url
    }

    /// The URL of a path and query that the API named. `None` unless it is plainly a path on the same host.
    pub(crate) fn url_of_given_path(&self, given: &str) -> Option<Url> {
        let (path, query) = given.split_once('?').map_or((given, None), |(path, query)| (path, Some(query)));
        if !path.starts_with('/') || path.starts_with("//") || given.contains('#') {
            return None;
        }
        let mut url = self.url(path);
        // A path that parsing alters (dot segments, backslashes, control characters) is not the path it
        // pretends to be.
        let unaltered = url.path().strip_prefix(self.base_url.path().trim_end_matches('/')) == Some(path);
        url.set_query(query);
        unaltered.then_some(url)
    }

    async fn refusal(&self, operation: &'static str, response: reqwest::Response) -> Error {
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let request_id = header(REQUEST_ID).map(|id| self.secret.scrub(id.to_owned()));
        let retry_after =
            header(RETRY_AFTER).and_then(|value| retry::parse_retry_after(value, SystemTime::now()));
        // The status says most: a body that is cut or too long is done without.
        let body = body::read(operation, response).await.unwrap_or_default();
        let body = self.secret.scrub(body);
        Error::Api(Box::new(ApiError::read(operation, status, request_id.as_deref(), retry_after, &body)))
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.connect_timeout
    }

    pub(crate) fn realtime_idle(&self) -> Duration {
        self.realtime_idle
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

fn parse<T: DeserializeOwned>(operation: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::Decode { operation: operation.to_owned(), detail: describe(&error) })
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.base_url.as_str())
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}
