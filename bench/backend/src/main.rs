//! The parties of `cargo xtask bench backend`, apart from the backend: one program, so that there is one to build.

mod clock;
mod load;
mod plan;
mod relay;
mod usage;
mod vendor;

use std::io::Write;

use anyhow::{Context, Result};
use axum::Router;
use axum::serve::ListenerExt;
use clap::Parser;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

#[derive(Debug, Parser)]
#[command(version)]
enum Party {
    /// The fake platform. It prints `ready ADDRESS`.
    Vendor,
    /// The bare relay that the backend is compared with. It prints `ready ADDRESS`.
    Relay {
        /// Address of the fake platform.
        vendor: String,
    },
    /// Visitors, who measure. They print one line of JSON.
    Load(load::Args),
}

fn main() -> Result<()> {
    match Party::parse() {
        // One thread each: they share a core, and have to leave some of it to each other.
        Party::Vendor => {
            Builder::new_current_thread().enable_all().build()?.block_on(serve(vendor::router()))
        }
        Party::Load(args) => Builder::new_current_thread().enable_all().build()?.block_on(load::run(args)),
        Party::Relay { vendor } => {
            Builder::new_multi_thread().enable_all().build()?.block_on(serve(relay::router(vendor)?))
        }
    }
}

/// Serves for good, on any free port, which is announced on standard output.
async fn serve(router: Router) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no port is free")?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "ready http://{}", listener.local_addr()?)?;
    stdout.flush()?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.context("the server stopped")
}
