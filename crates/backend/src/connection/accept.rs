//! Accepts connections as far as there are places for them, and serves HTTP/1.1 on them.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tower::ServiceExt;

use super::head::{HeadTimer, Heads};
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
        self.connections.connect(address, Instant::now()).ok()
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
        let router = router.clone();
        let connection = speak(stream, self.patience, move |mut request| {
            request.extensions_mut().insert(Peer(peer));
            let answer = router.clone().oneshot(request.map(Body::new));
            async move { answer.await.map_err(|never: Infallible| never) }
        });
        // How a connection ends is its peer's business. No `async` block: it would keep room for the connection twice.
        tokio::spawn(open.watch(connection).map(move |_| drop(place)));
    }
}

/// HTTP/1.1 on a connection that can't be held for nothing.
fn speak<S, A, F>(
    stream: S,
    patience: Patience,
    answer: A,
) -> impl GracefulConnection<Error = hyper::Error> + Send + 'static
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    A: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    let heads = Heads::default();
    let stream = LimitedStream::new(stream, patience, heads.clone());
    let timer = HeadTimer::new(patience, heads.clone());
    let service = service_fn(move |request| {
        heads.whole();
        answer(request)
    });
    http1::Builder::new()
        .timer(timer)
        .header_read_timeout(patience.head)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::super::PATIENCE;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_after_a_rest_has_as_much_time_as_any() {
        let (ours, mut theirs) = duplex(1024);
        let slow = |_| async {
            sleep(Duration::from_secs(70)).await;
            Ok(Response::new(Body::from("late")))
        };
        let connection = tokio::spawn(speak(ours, PATIENCE, slow));
        for rest in [0, 60] {
            sleep(Duration::from_secs(rest)).await;
            theirs.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
            let mut answer = Vec::new();
            while !answer.ends_with(b"late") {
                assert_ne!(theirs.read_buf(&mut answer).await.unwrap(), 0, "cut after a rest of {rest} s");
            }
        }
        // And no more.
        theirs.write_all(b"GET / HTTP/1.1\r\nx-slow: ").await.unwrap();
        assert_eq!(theirs.read(&mut [0; 1]).await.unwrap(), 0);
        let _ = connection.await.unwrap();
    }
}
