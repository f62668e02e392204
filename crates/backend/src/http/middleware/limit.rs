//! Who has asked enough for now gets 429 with the time to come back. Each route says what it counts as.

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};

use super::visitor::Visitor;
use crate::app::{App, SITE};
use crate::http::router::Counts;
use crate::limits::address::AddressBlock;
use crate::limits::connections::Place;
use crate::limits::{Caller, Refusal, RunSlot, Scope};
use crate::problem::Failure;

/// The other end of a connection. Every request has one.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The caller of a route that counts; handlers ask it for a run's place.
#[derive(Clone, Debug)]
pub struct Counted {
    caller: Caller,
    proxy: Option<IpAddr>,
}

impl Counted {
    /// A place among the runs under way.
    ///
    /// # Errors
    /// When all are taken. Whether that refuses anybody, the caller knows.
    pub fn place_for_run(&self, app: &App) -> Result<RunSlot, Refusal> {
        app.limits.place_for_run(&self.caller)
    }

    /// The answer 429, with a line in the log if the owner may change something about it.
    pub fn refuse(&self, app: &App, refusal: Refusal) -> Failure {
        let Refusal { what, scope, .. } = refusal;
        if let Some((noticed, remedy)) = self.remedy(refusal)
            && let Some(refused) = app.limits.notice(what, scope, Instant::now())
        {
            tracing::warn!(refused, remedy, "{noticed}");
        }
        Failure::rate_limited(refusal.seconds()).because(format!("{}, {scope:?}", what.setting()))
    }

    /// What the owner may change about it, if anything.
    fn remedy(&self, Refusal { what, scope, .. }: Refusal) -> Option<(&'static str, String)> {
        match (scope, self.proxy) {
            (Scope::Address, Some(proxy)) => {
                let proxy = if is_private(proxy) { proxy.to_string() } else { "its address".to_owned() };
                Some((
                    "callers behind one proxy were counted as one, and refused",
                    format!("set CHAT_TRUSTED_PROXIES to {proxy} if a proxy of yours is in front"),
                ))
            }
            (Scope::Site, _) => Some((
                "the site's limit is reached",
                format!("raise the third number of {} if these are visitors", what.setting()),
            )),
            _ => None,
        }
    }
}

/// Counts a request; on routes for visitors, after their token.
pub async fn count(State((app, counts)): State<(App, Counts)>, mut request: Request, next: Next) -> Response {
    let counted = match identify(&app, &request) {
        Ok(counted) => counted,
        Err(failure) => return failure.into_response(),
    };
    let now = app.limits.now();
    let mut allowed = app.limits.count_request(&counted.caller, now);
    if counts == Counts::Run {
        allowed = allowed.and_then(|()| app.limits.count_run(&counted.caller, now));
    }
    if let Err(refusal) = allowed {
        return counted.refuse(&app, refusal).into_response();
    }
    request.extensions_mut().insert(counted);
    next.run(request).await
}

/// Counts a request whose token is worth nothing: guesses use up what the address may ask.
///
/// # Errors
/// 429 when there were too many.
pub fn count_refused(app: &App, request: &Request) -> Result<(), Failure> {
    let counted = identify(app, request)?;
    let allowed = app.limits.count_address(&counted.caller, app.limits.now());
    allowed.map_err(|refusal| counted.refuse(app, refusal))
}

/// Whoever asks through a trusted proxy has no connection of their own: the request takes its place.
pub(super) async fn hold_place(State(app): State<App>, request: Request, next: Next) -> Response {
    match peer(&request) {
        Ok(peer) if app.settings.limits.trusted_proxies.trusts(peer) => {}
        Ok(_) => return next.run(request).await,
        Err(failure) => return failure.into_response(),
    }
    let counted = match identify(&app, &request) {
        Ok(counted) => counted,
        Err(failure) => return failure.into_response(),
    };
    match app.connections.request(counted.caller.address, Instant::now()) {
        Ok(place) => next.run(request).await.map(|body| Body::new(Held { body, _place: place })),
        Err(refusal) => counted.refuse(&app, refusal).into_response(),
    }
}

/// A body that keeps a place until it has ended.
struct Held {
    body: Body,
    _place: Place,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn peer(request: &Request) -> Result<IpAddr, Failure> {
    let peer = request.extensions().get::<Peer>();
    peer.map(|Peer(address)| *address).ok_or_else(|| Failure::internal("a connection has no address"))
}

fn identify(app: &App, request: &Request) -> Result<Counted, Failure> {
    let peer = peer(request)?;
    let proxies = &app.settings.limits.trusted_proxies;
    let forwarded = forwarded(request.headers());
    let says_more = !forwarded.is_empty() && !proxies.trusts(peer);
    let visitor = request.extensions().get::<Visitor>();
    let caller = Caller {
        visitor: visitor.map(|visitor| visitor.id.clone()),
        address: AddressBlock::of(proxies.client(peer, forwarded.into_iter())),
        site: visitor.map_or(SITE, |visitor| &visitor.site).to_owned(),
    };
    Ok(Counted { caller, proxy: says_more.then_some(peer) })
}

/// A value that is no text stands for an entry that can't be read.
fn forwarded(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default()).collect()
}

/// Addresses that are a machine's of the owner, not a visitor's: those may stand in the log.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_private() || address.is_loopback(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_loopback(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Counted {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get().cloned().ok_or_else(|| Failure::internal("the route counts nothing"))
    }
}
