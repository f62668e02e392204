//! The site's own users.

mod keys;
mod logins;
mod logout;
mod merging;
mod races;
mod streams;
mod verification;

use backend::settings::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::backend::{Backend, ORIGIN, Transport, Visitor};
use crate::support::database::Database;
use crate::support::issuer::identities;
use crate::support::key::Key;
use crate::support::vendor::Vendor;

/// A backend on this database that knows the site's users.
async fn start(vendor: &Vendor, database: &Database) -> Backend {
    start_with(vendor, database, |_| {}).await
}

/// The same, with settings changed.
async fn start_with(vendor: &Vendor, database: &Database, change: impl FnOnce(&mut Settings)) -> Backend {
    let settings = |settings: &mut Settings| {
        settings.identity.identities = Some(identities());
        settings.store.database_url = database.url.clone().into();
        change(settings);
    };
    Backend::start_with(vendor, Transport::Realtime, settings).await
}

/// Proves a key, and an identity along with it.
async fn prove(backend: &Backend, key: &Key, identity: Option<&str>) -> (u16, Value) {
    key.session(ORIGIN, || backend.bare(Method::POST, "/v1/session"), identity).await
}

/// Shows an identity and no key.
async fn show(backend: &Backend, identity: &str) -> (u16, Value) {
    let request = backend.request(Method::POST, "/v1/session").json(&json!({ "identity": identity }));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[track_caller]
fn visitor((status, answer): (u16, Value)) -> Visitor {
    assert_eq!(status, 200, "{answer}");
    Visitor { token: answer["token"].as_str().unwrap().to_owned() }
}

/// The ids of the visitor's threads, newest first.
async fn threads(backend: &Backend, visitor: &Visitor) -> Vec<String> {
    let list: Value = visitor.get(backend, "/v1/threads").send().await.unwrap().json().await.unwrap();
    let id = |thread: &Value| thread["id"].as_str().unwrap().to_owned();
    list["threads"].as_array().unwrap().iter().map(id).collect()
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}
