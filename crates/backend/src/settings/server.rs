//! Where to listen: `CHAT_LISTEN`, `CHAT_PUBLIC_URL`, `CHAT_DRAIN_SECONDS`, and the flags `--dev`, `--preview`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::Options;
use super::source::Source;

/// Where to listen, and what to serve there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerSettings {
    /// `CHAT_LISTEN`, default `127.0.0.1:8787`; port 0 takes any free one.
    pub listen: SocketAddr,
    /// `CHAT_PUBLIC_URL`: the address under which browsers reach this backend.
    pub public_url: Option<Url>,
    /// `--dev`.
    pub dev: bool,
    /// `--preview`: the folder with `index.html`, `preview/` and `style/`.
    pub preview: Option<PathBuf>,
    /// `CHAT_DRAIN_SECONDS`, default 10 s: how long a stopping backend lets runs finish.
    pub drain: Duration,
    /// Pause after which a silent event stream says that it lives. 15 s, below the usual patience of proxies.
    pub keep_alive: Duration,
    /// How long the head of a request may take to arrive. 10 s.
    pub head_arrival: Duration,
    /// How long the body of a request may take to arrive. 30 s.
    pub body_arrival: Duration,
    /// How long a reader may take nothing before its connection is cut. 30 s.
    pub write_stall: Duration,
    /// How long a connection may stand without a request or an answer being written. 75 s: proxies that keep
    /// connections do so for 60 s, and have to be the first to close one.
    pub connection_idle: Duration,
}

impl ServerSettings {
    pub(super) fn read(source: &mut Source, options: &Options) -> Option<Self> {
        let listen = read_listen(source);
        if let Some(listen) = listen.filter(|listen| options.dev && !listen.ip().is_loopback()) {
            source.refuse(
                "CHAT_LISTEN",
                format!("is {listen}, and --dev is for loopback only: it lets any page of this machine in."),
                "Listen on 127.0.0.1, or leave --dev out and set CHAT_ALLOWED_ORIGINS and CHAT_TOKEN_SECRET.",
            );
        }
        let public_url = read_public_url(source);
        read_preview(source, options);
        let drain = source.seconds("CHAT_DRAIN_SECONDS", 10, 0, 300);
        Some(Self {
            listen: listen?,
            public_url: public_url?,
            dev: options.dev,
            preview: options.preview.clone(),
            drain: drain?,
            keep_alive: Duration::from_secs(15),
            head_arrival: Duration::from_secs(10),
            body_arrival: Duration::from_secs(30),
            write_stall: Duration::from_secs(30),
            connection_idle: Duration::from_secs(75),
        })
    }
}

fn read_listen(source: &mut Source) -> Option<SocketAddr> {
    let Some(text) = source.text("CHAT_LISTEN") else {
        return Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)));
    };
    let listen = text.parse().ok();
    if listen.is_none() {
        source.refuse(
            "CHAT_LISTEN",
            format!("is {text:?}, which is no address and port."),
            "Write an IP address and a port, such as 127.0.0.1:8787 or 0.0.0.0:8787.",
        );
    }
    listen
}

/// The outer `None` is a problem.
fn read_public_url(source: &mut Source) -> Option<Option<Url>> {
    let Some(text) = source.text("CHAT_PUBLIC_URL") else { return Some(None) };
    match Url::parse(&text) {
        Ok(url)
            if matches!(url.scheme(), "https" | "http")
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty() =>
        {
            Some(Some(url))
        }
        _ => {
            source.refuse(
                "CHAT_PUBLIC_URL",
                format!("is {text:?}, which is no origin."),
                "Write scheme and host, and a port if it is unusual, such as https://chat.example.com.",
            );
            None
        }
    }
}

fn read_preview(source: &mut Source, options: &Options) {
    let Some(folder) = &options.preview else { return };
    if !options.dev {
        source.refuse("--preview", "is for development only.", "Add --dev, or leave --preview out.");
    }
    if !folder.join("index.html").is_file() {
        source.refuse(
            "--preview",
            format!("names {}, which holds no index.html.", folder.display()),
            "Name the folder with index.html, preview/ and style/.",
        );
    }
}
