//! The databases that the store's cases run on.

use backend::store::Store;

use super::postgres;

/// A fresh database for one case.
pub struct Database {
    /// How to connect to it.
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Database {
    /// A SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/chat.db", folder.path().display());
        Self { url, _folder: Some(folder) }
    }

    /// A PostgreSQL database.
    pub async fn postgres() -> Self {
        Self { url: postgres::fresh_database().await, _folder: None }
    }

    /// Waits until nobody is connected. A server still carries out what a client asked for before it died.
    pub async fn forgotten_by_the_dead(&self) {
        if self.url.starts_with("postgres") {
            postgres::nobody_connected(&self.url).await;
        }
    }

    /// Opens it.
    pub async fn store(&self) -> Store {
        Store::connect(&self.url).await.unwrap()
    }
}

/// Makes two tests of each case, `sqlite::case` and `postgres::case`.
macro_rules! on_both_databases {
    ($($case:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(crate::support::database::Database::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(crate::support::database::Database::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;
