//! `DELETE /v1/session`: a token that was given back is void at once, on every node.

use backend::store::{LoggedIn, Login, ProvenKey, Store};
use time::{Duration, OffsetDateTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{prove, start, status, threads, visitor};
use crate::support::backend::{Asked, id};
use crate::support::conversation::proven;
use crate::support::database::{Database, on_both_databases};
use crate::support::issuer::identity;
use crate::support::key::Key;
use crate::support::vendor::Vendor;

on_both_databases! {
    a_token_that_was_given_back_is_void_on_every_node,
    a_token_that_is_given_back_while_a_body_is_on_its_way_begins_nothing,
    an_erasure_ends_the_user_on_every_device_and_spares_who_shares_one,
    what_is_void_by_itself_is_forgotten,
}

async fn a_token_that_was_given_back_is_void_on_every_node(database: Database) {
    let vendor = Vendor::saying(&[]).await;
    let nodes = [start(&vendor, &database).await, start(&vendor, &database).await];
    let key = Key::new(7);
    for jwt in [None, Some(identity("anna"))] {
        let first = visitor(prove(&nodes[0], &key, jwt.as_deref()).await);
        let second = visitor(prove(&nodes[0], &key, jwt.as_deref()).await);
        let response = first.delete(&nodes[0], "/v1/session").send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.text().await.unwrap()), (204, String::new()));
        for node in &nodes {
            for path in ["/v1/threads", "/v1/me"] {
                assert_eq!(status(first.get(node, path)).await, 401);
                // Another token of the same visitor is another session.
                assert_eq!(status(second.get(node, path)).await, 200);
            }
            assert_eq!(status(first.delete(node, "/v1/session")).await, 401);
        }
        assert_eq!(first.ask(&nodes[1], "Hi?").await.1.status(), 401);
    }
}

async fn a_token_that_is_given_back_while_a_body_is_on_its_way_begins_nothing(database: Database) {
    let backend = start(&Vendor::saying(&["Hello"]).await, &database).await;
    let (key, asked) = (Key::new(7), Asked { thread: id(), run: id(), text: "Hi?".to_owned() });
    let given_back = visitor(prove(&backend, &key, None).await);
    let body = asked.body().to_string();
    let head = format!(
        "POST /v1/assistants/primary/runs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        given_back.token,
        body.len()
    );
    let mut connection = TcpStream::connect(backend.url.strip_prefix("http://").unwrap()).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // The body is asked for: the token has been looked at.
    while !answer.ends_with(b"\r\n\r\n") {
        assert_ne!(connection.read_buf(&mut answer).await.unwrap(), 0);
    }
    assert!(answer.starts_with(b"HTTP/1.1 100"), "{answer:?}");
    assert_eq!(status(given_back.delete(&backend, "/v1/session")).await, 204);
    connection.write_all(body.as_bytes()).await.unwrap();
    answer.clear();
    while answer.len() < b"HTTP/1.1 401".len() {
        assert_ne!(connection.read_buf(&mut answer).await.unwrap(), 0);
    }
    assert!(answer.starts_with(b"HTTP/1.1 401"), "{answer:?}");
    let again = visitor(prove(&backend, &key, None).await);
    assert_eq!(threads(&backend, &again).await, [""; 0]);
}

async fn an_erasure_ends_the_user_on_every_device_and_spares_who_shares_one(database: Database) {
    let backend = start(&Vendor::saying(&["Hello"]).await, &database).await;
    let (laptop, phone) = (Key::new(7), Key::new(8));
    let anna = visitor(prove(&backend, &laptop, Some(&identity("anna"))).await);
    let (_, _) = anna.hear(&backend, "Anna").await;
    let bert = visitor(prove(&backend, &laptop, Some(&identity("bert"))).await);
    let (berts, _) = bert.hear(&backend, "Bert").await;
    let on_phone = visitor(prove(&backend, &phone, Some(&identity("anna"))).await);
    assert_eq!(threads(&backend, &on_phone).await.len(), 1);

    assert_eq!(status(on_phone.delete(&backend, "/v1/me")).await, 204);
    for void in [&anna, &on_phone] {
        assert_eq!(status(void.get(&backend, "/v1/threads")).await, 401);
    }
    assert_eq!(threads(&backend, &bert).await, [&*berts.thread]);
    // The site may vouch for the user again, who has nothing then, also with the first device's erasure.
    let again = visitor(prove(&backend, &laptop, Some(&identity("anna"))).await);
    assert_eq!(threads(&backend, &again).await, [""; 0]);
    assert_eq!(status(again.delete(&backend, "/v1/me")).await, 204);
    assert_eq!(status(again.get(&backend, "/v1/me")).await, 401);
    assert_eq!(threads(&backend, &bert).await, [&*berts.thread]);
}

async fn what_is_void_by_itself_is_forgotten(database: Database) {
    let store = database.store().await;
    let now = OffsetDateTime::now_utc();
    let (soon, later) = (now + Duration::minutes(5), now + Duration::minutes(15));
    let log_in = async |store: &Store, jti: &str, void_at| {
        let login = Login {
            site_id: "site".to_owned(),
            user_id: "u_anna".to_owned(),
            sub: "anna".to_owned(),
            jti: jti.to_owned(),
            void_at,
            key: None,
        };
        store.log_in(&login).await.unwrap()
    };
    for (name, void_at) in [("one", soon), ("two", later)] {
        assert_eq!(log_in(&store, name, void_at).await, LoggedIn::Yes { tokens_count_from: 0 });
        store.revoke_token("site", name, void_at).await.unwrap();
        // Twice is as good as once.
        store.revoke_token("site", name, void_at).await.unwrap();
        let key = ProvenKey { challenge_void_at: void_at, ..proven("ann", name.as_bytes()[0]) };
        assert_eq!(store.prove("site", &key).await, Ok(Some(0)));
    }
    let is_void = async |jti| store.is_void("site", "visitor", 0, jti).await.unwrap();
    assert_eq!(store.forget_expired(now).await, Ok(0));
    assert_eq!(store.forget_expired(soon + Duration::minutes(3)).await, Ok(3));
    assert_eq!((is_void("one").await, is_void("two").await, is_void("three").await), (false, true, false));
    assert_eq!(log_in(&store, "two", later).await, LoggedIn::Replayed);
    assert_eq!(store.forget_expired(later + Duration::minutes(3)).await, Ok(3));
    assert_eq!(store.forget_expired(later + Duration::minutes(3)).await, Ok(0));
    assert!(!store.is_void("other site", "visitor", 0, "two").await.unwrap());
}
