//! TLS: works with the ring provider that the crate names itself, and trusts nobody by itself.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use siesta_api::types::{ListAgentsRequest, RealtimeSession};
use siesta_api::{Client, Error, TransportKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{CONVERSATION, config};

/// A server for `localhost` with a certificate of its own; answers each request with an empty page.
async fn tls_server() -> (String, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let tls = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            // Clients that do not trust the certificate hang up here.
            let Ok(mut socket) = acceptor.accept(socket).await else { continue };
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await.unwrap();
            let body = r#"{"items":[],"totalCount":0}"#;
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            let _ = socket.shutdown().await;
        }
    });
    (url, cert.der().clone())
}

#[tokio::test]
async fn an_added_authority_is_trusted() {
    let (url, certificate) = tls_server().await;
    let mut config = config(&url);
    config.extra_root_certificates = vec![certificate];
    let client = Client::new(config).unwrap();
    assert_eq!(client.agents().list(ListAgentsRequest::new()).await.unwrap().total_count, 0);
}

#[tokio::test]
async fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let (url, _) = tls_server().await;
    let client = Client::new(config(&url)).unwrap();
    let over_http = client.agents().list(ListAgentsRequest::new()).await.unwrap_err();
    let session = RealtimeSession::new("s", CONVERSATION, "/api/v1/realtime");
    let over_websocket = client.realtime().connect(&session).await.unwrap_err();
    for error in [over_http, over_websocket] {
        assert!(matches!(error, Error::Transport { kind: TransportKind::Tls, .. }), "{error:?}");
        assert!(!error.is_retryable() && error.is_unprocessed());
    }
}
