//! A way to PostgreSQL that can break right after a commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use url::Url;

/// Passes connections on until it is told to cut one.
pub struct Proxy {
    /// The database, through the proxy.
    pub url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    armed: AtomicBool,
    cuts: AtomicUsize,
}

impl Proxy {
    /// A proxy in front of a database of our own server.
    pub async fn start(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut url = Url::parse(database).unwrap();
        let folder = url.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        url.set_query(None);
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();

        let state = Arc::new(State::default());
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
                tokio::spawn(pass(client, server, shared.clone()));
            }
        });
        Self { url: url.to_string(), state }
    }

    /// The next commit happens, but its connection breaks before the client hears of it.
    pub fn cut_next_commit(&self) {
        self.state.armed.store(true, Ordering::SeqCst);
    }

    /// How often that happened.
    pub fn cuts(&self) -> usize {
        self.state.cuts.load(Ordering::SeqCst)
    }
}

async fn pass(mut client: TcpStream, mut server: UnixStream, state: Arc<State>) {
    let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            Ok(length @ 1..) = client.read(&mut asked) => {
                if server.write_all(&asked[..length]).await.is_err() {
                    return;
                }
                let commits = asked[..length].windows(7).any(|bytes| bytes == b"COMMIT\0");
                if commits && state.armed.swap(false, Ordering::SeqCst) {
                    // The server answers when the commit is done.
                    let _ = server.read(&mut answered).await;
                    state.cuts.fetch_add(1, Ordering::SeqCst);
                    return;
                }
            }
            Ok(length @ 1..) = server.read(&mut answered) => {
                if client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
            else => return,
        }
    }
}
