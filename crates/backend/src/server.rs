//! From settings to a listening server, and its orderly end.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use secrecy::ExposeSecret;
use time::OffsetDateTime;
use tokio::net::TcpListener;

use crate::app::App;
use crate::connection::{Doors, Patience};
use crate::erasure;
use crate::http;
use crate::settings::Settings;
use crate::store::{Store, StoreError};
use crate::thread_log::ThreadLog;

/// How long open connections may take to close once their streams have ended.
const CLOSE_GRACE: Duration = Duration::from_secs(5);

/// Why the backend did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can't be listened on.
    #[error("The backend can't listen on {address}: {reason}.\n  → {remedy}")]
    Listen {
        /// `CHAT_LISTEN`.
        address: SocketAddr,
        /// What the system says.
        reason: String,
        /// What to do next.
        remedy: &'static str,
    },
    /// The database can't be used.
    #[error("The backend can't use its database: {0}.\n  → Check CHAT_DATABASE_URL.")]
    Store(#[from] StoreError),
    /// The client of the agent platform refuses its settings.
    #[error(
        "The backend can't use the agent platform: {0}.\n  → Check SIESTA_API_URL, SIESTA_API_KEY and SIESTA_ORG_ID."
    )]
    Siesta(#[from] siesta_api::Error),
}

/// A backend that listens and is ready to answer.
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Opens the port and the database, and ends what an earlier life left running.
    ///
    /// # Errors
    /// Says what stands in the way and what to do about it.
    pub async fn bind(settings: Settings) -> Result<Self, StartError> {
        let listen = settings.server.listen;
        let listener = TcpListener::bind(listen).await.map_err(|error| refused(listen, &error))?;
        let address = listener.local_addr().map_err(|error| refused(listen, &error))?;

        let store = Store::connect(settings.store.database_url.expose_secret()).await?;
        let log = ThreadLog::start(store.clone(), node_name(address));
        let lost = log.recover(OffsetDateTime::now_utc()).await?;
        if lost > 0 {
            tracing::warn!(lost, "runs of an earlier life were ended as lost");
        }
        let own_origin = match &settings.server.public_url {
            Some(url) => url.origin().ascii_serialization(),
            None => format!("http://{}", reachable(address)),
        };
        let app = App::new(settings, own_origin, store, log)?;
        Ok(Self { app, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a browser on this machine finds it.
    pub fn url(&self) -> String {
        format!("http://{}", reachable(self.address))
    }

    /// What the requests share.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `stop`; then lets runs finish for a while, ends the others as lost, and closes.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
        let Self { app, listener, .. } = self;
        let housekeeping = tokio::spawn(erasure::keep_house(app.clone()));
        let stopping = {
            let app = app.clone();
            async move {
                stop.await;
                tracing::info!(running = app.runs.count(), "stopping");
                // The port closes once this returns; streams end only after their runs have.
                tokio::spawn(async move { wind_down(&app).await });
            }
        };
        let doors = Doors {
            connections: app.connections.clone(),
            trusted_proxies: app.settings.limits.trusted_proxies.clone(),
            patience: Patience {
                head: app.settings.server.head_arrival,
                write_stall: app.settings.server.write_stall,
                idle: app.settings.server.connection_idle,
            },
        };
        let closing = app.closing.clone();
        let overdue = async move {
            closing.cancelled().await;
            tokio::time::sleep(CLOSE_GRACE).await;
        };
        tokio::select! {
            () = doors.serve(listener, http::router(&app), stopping) => {}
            () = overdue => {}
        }
        app.closing.cancelled().await;
        housekeeping.abort();
        app.store.close().await;
    }
}

/// Ends runs, then the log, then the streams.
async fn wind_down(app: &App) {
    let lost = app.runs.drain(app.settings.server.drain).await;
    if lost > 0 {
        tracing::warn!(lost, "runs were ended as lost because the backend stops");
    }
    app.log.shutdown().await;
    app.closing.cancel();
}

/// Names this process among those that share a database, by where it listens: the same again after a restart.
fn node_name(address: SocketAddr) -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    format!("{}/{address}", host.trim())
}

/// An address that can be opened; the wildcard can't.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
        _ => address,
    }
}

fn refused(address: SocketAddr, error: &io::Error) -> StartError {
    let (reason, remedy) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            "the port is taken".to_owned(),
            "Stop what listens there, or set CHAT_LISTEN to a free port, such as 127.0.0.1:8788.",
        ),
        io::ErrorKind::PermissionDenied => (
            "this user may not listen there".to_owned(),
            "Set CHAT_LISTEN to a port above 1023 and put a reverse proxy in front.",
        ),
        io::ErrorKind::AddrNotAvailable => (
            "this machine does not have that address".to_owned(),
            "Set CHAT_LISTEN to an address of this machine, such as 127.0.0.1:8787 or 0.0.0.0:8787.",
        ),
        _ => (error.to_string(), "Set CHAT_LISTEN to another address and port."),
    };
    StartError::Listen { address, reason, remedy }
}
