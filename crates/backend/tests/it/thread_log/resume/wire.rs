//! A way to the backend that breaks after so many bytes of an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};

/// Passes connections on.
pub struct Wire {
    pub url: String,
    limit: Arc<AtomicUsize>,
    cuts: Arc<AtomicUsize>,
}

impl Wire {
    /// A way to this address.
    pub async fn to(backend: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let wire = Self { url, limit: Arc::new(AtomicUsize::new(usize::MAX)), cuts: Arc::default() };
        let (limit, cuts) = (wire.limit.clone(), wire.cuts.clone());
        let backend = backend.strip_prefix("http://").unwrap().to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&backend).await.unwrap();
                let (limit, cuts) = (limit.swap(usize::MAX, Ordering::SeqCst), cuts.clone());
                tokio::spawn(pass(client, server, limit, cuts));
            }
        });
        wire
    }

    /// The next connection breaks after so many bytes of what the backend sends on it.
    pub fn cut_next_after(&self, bytes: usize) {
        self.limit.store(bytes, Ordering::SeqCst);
    }

    /// How many broke.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

async fn pass(client: TcpStream, server: TcpStream, limit: usize, cuts: Arc<AtomicUsize>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let up = async {
        // A client that has sent all may still read.
        let _ = copy(&mut from_client, &mut to_server).await;
        std::future::pending::<()>().await;
    };
    let down = async {
        let mut answer = from_server.take(limit as u64);
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = answer.read(&mut bytes).await {
            if to_client.write_all(&bytes[..length]).await.is_err() {
                return;
            }
        }
        cuts.fetch_add(usize::from(answer.limit() == 0), Ordering::SeqCst);
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}
