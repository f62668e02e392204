//! A database that can't be opened says why, what to do, and no secret.

use backend::store::{Store, StoreError};
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::support::database::Database;
use crate::support::postgres;

#[track_caller]
fn check(result: Result<Store, StoreError>, words: &[&str]) {
    let error = result.unwrap_err().to_string();
    for word in words {
        assert!(error.contains(word), "{error:?} lacks {word:?}");
    }
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let missing = format!("sqlite://{}/missing/chat.db", folder.path().display());
    check(Store::connect(&missing).await, &["missing/chat.db", "can't be opened", "folder exists"]);
    let directory = format!("sqlite://{}", folder.path().display());
    check(Store::connect(&directory).await, &["can't be opened", "may write there"]);
}

#[tokio::test]
async fn a_read_only_file_is_refused_with_the_remedy() {
    let database = Database::sqlite().await;
    // Not yet ours, so that there are tables to make.
    SqliteConnection::connect(&format!("{}?mode=rwc", database.url)).await.unwrap().close().await.unwrap();
    check(
        Store::connect(&format!("{}?mode=ro", database.url)).await,
        &["chat.db", "read-only", "write permission", "mode=ro"],
    );
}

#[tokio::test]
async fn a_file_that_another_process_holds_is_refused_with_the_remedy() {
    let database = Database::sqlite().await;
    database.store().await.close().await;
    let mut other = SqliteConnection::connect(&database.url).await.unwrap();
    other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").await.unwrap();
    check(Store::connect(&database.url).await, &["chat.db", "locked", "stop the other process"]);
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused() {
    let database = Database::sqlite().await;
    let path = database.url.trim_start_matches("sqlite://");
    std::fs::write(path, "hunter2 ".repeat(1000)).unwrap();
    check(Store::connect(&database.url).await, &["not an intact SQLite database"]);
}

#[tokio::test]
async fn tables_of_a_newer_version_are_refused() {
    for database in [Database::sqlite().await, Database::postgres().await] {
        database.store().await.close().await;
        sqlx::any::install_default_drivers();
        let mut other = sqlx::AnyConnection::connect(&database.url).await.unwrap();
        other
            .execute(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
            )
            .await
            .unwrap();
        check(Store::connect(&database.url).await, &["tables don't fit this version", "9999"]);
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named_without_its_password() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://chat:hunter2@127.0.0.1:{port}/chat");
    check(Store::connect(&url).await, &["\"chat\"", &format!("127.0.0.1:{port}"), "server runs"]);
}

#[tokio::test]
async fn a_missing_database_is_named_with_the_remedy() {
    let url = postgres::url("nowhere").replace("postgres@", "postgres:hunter2@");
    check(Store::connect(&url).await, &["nowhere", "does not exist", "createdb"]);
}

#[tokio::test]
async fn urls_that_keep_nothing_or_mean_nothing_are_refused() {
    for url in
        ["sqlite::memory:", "sqlite://chat.db?mode=memory", "sqlite:", "mysql://u:hunter2@h/d", "hunter2"]
    {
        check(Store::connect(url).await, &["database URL can't be used", "sqlite:///var/lib/chat/chat.db"]);
    }
    check(Store::connect("postgres://u:hunter2@h:port/d").await, &["database URL can't be used"]);
}
