//! What the log looks like, and what never gets into it.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// Starts the log: to stderr, so that stdout holds the ready line alone. One JSON object a line, or with `dev` text
/// for people. `RUST_LOG` chooses what is logged.
///
/// Records of the `log` crate are not collected: the WebSocket library writes whole messages there, and no choice
/// of level may bring a visitor's words into the log.
pub fn start(dev: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let started = if dev {
        let colours = stderr().is_terminal();
        tracing::subscriber::set_global_default(log.with_ansi(colours).finish())
    } else {
        tracing::subscriber::set_global_default(log.json().flatten_event(true).finish())
    };
    if let Err(error) = started {
        eprintln!("The log can't be written: {error}.");
    }
    log_panics();
}

/// Panics go to the log like everything else, with their place. A message that was put together at run time is
/// left out, because it may hold anything.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("not shown");
        tracing::error!(place, message, "a panic");
    }));
}
