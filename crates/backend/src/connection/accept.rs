//! Accepts connections as far as there are places for them, and serves HTTP/1.1 on them.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tower::ServiceExt;

use super::head::{Begun, HeadTimer};
use super::{LimitedStream, Patience};
use crate::http::middleware::limit::Peer;
use crate::limits::address::{AddressBlock, TrustedProxies};
use crate::limits::connections::{Connections, Place};

/// Pause after a failed accept, such as one for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Largest head of a request, and most that is read ahead of it.
const HEAD_BYTES: usize = 32 * 1024;
/// Most that is held of a request or an answer while it waits for the other side.
const BUFFER_BYTES: usize = 32 * 1024;
/// Most that the system holds of what a reader has yet to take; left alone it would take megabytes.
const SEND_BYTES: usize = 128 * 1024;

/// Who gets a connection, and for how long.
pub struct Doors {
    /// The places.
    pub connections: Arc<Connections>,
    /// Their connections carry many visitors, and count among all alone.
    pub trusted_proxies: TrustedProxies,
    /// How long a connection may be held.
    pub patience: Patience,
}

impl Doors {
    /// Serves until `stopping` ends, and then until all connections have.
    pub async fn serve(self, listener: TcpListener, router: Router, stopping: impl Future<Output = ()>) {
        let open = GracefulShutdown::new();
        let mut stopping = pin!(stopping);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stopping => break,
            };
            match accepted {
                Ok((stream, address)) => {
                    let peer = address.ip().to_canonical();
                    if let Some(place) = self.place(peer) {
                        self.open(stream, peer, place, &router, &open);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        open.shutdown().await;
    }

    /// `None` when there is none; the peer finds the connection closed.
    fn place(&self, peer: IpAddr) -> Option<Place> {
        let address = (!self.trusted_proxies.trusts(peer)).then(|| AddressBlock::of(peer));
        self.connections.connect(address)
    }

    /// A socket that refuses any of it is served all the same.
    fn prepare(&self, stream: &TcpStream) {
        // Events are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let socket = SockRef::from(stream);
        let _ = socket.set_send_buffer_size(SEND_BYTES);
        // What fits into the buffers is written for us, and only the system knows that nobody takes it.
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(self.patience.write_stall));
    }

    fn open(&self, stream: TcpStream, peer: IpAddr, place: Place, router: &Router, open: &GracefulShutdown) {
        self.prepare(&stream);
        let begun = Begun::default();
        let stream = LimitedStream::new(stream, self.patience, begun.clone());
        let router = router.clone();
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let answer = router.clone().oneshot(request.map(Body::new));
            async move { answer.await.map_err(|never: Infallible| never) }
        });
        let connection = http1::Builder::new()
            .timer(HeadTimer::new(self.patience, begun))
            .header_read_timeout(self.patience.head)
            .max_header_size(HEAD_BYTES)
            .max_buf_size(BUFFER_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        // How a connection ends is its peer's business. No `async` block: it would keep room for the connection twice.
        tokio::spawn(open.watch(connection).map(move |_| drop(place)));
    }
}
