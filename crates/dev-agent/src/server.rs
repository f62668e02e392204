//! Binds, serves and stops.

use crate::config::Settings;
use crate::error::StartError;
use crate::{AppState, app};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long open sockets may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

/// A server that listens but does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
}

impl Server {
    /// Checks the options, opens everything and takes the port.
    pub async fn bind(settings: Settings) -> Result<Self, StartError> {
        let asked = settings.listen;
        if !asked.ip().is_loopback() {
            if !settings.allow_remote {
                return Err(StartError::Remote(asked));
            }
            tracing::warn!(address = %asked, "other machines can reach this dev agent");
        }
        let refused = |source| StartError::Listen { address: asked, source };
        let listener = TcpListener::bind(asked).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let state = AppState::open(settings).await?;
        Ok(Self { listener, address, state })
    }

    /// Where it listens, for example `http://127.0.0.1:8790`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The state that its requests share.
    pub fn state(&self) -> AppState {
        self.state.clone()
    }

    /// Serves until `shutdown` resolves, then lets requests finish, closes sockets and the database.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let Self { listener, state, .. } = self;
        let stopping = state.clone();
        // Pieces of an answer are tiny: with Nagle's algorithm each would wait for the last one's ACK.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY not set");
            }
        });
        axum::serve(listener, app(state.clone()))
            .with_graceful_shutdown(async move {
                shutdown.await;
                stopping.stop().send_replace(true);
            })
            .await
            .map_err(StartError::Serve)?;
        // Every socket holds a receiver: no receivers left means every one said goodbye.
        if tokio::time::timeout(FAREWELL, state.stop().closed()).await.is_err() {
            tracing::debug!("sockets still open at exit");
        }
        state.store().close().await;
        Ok(())
    }
}
