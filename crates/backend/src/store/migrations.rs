//! The tables, built into the binary.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, SqlSafeStr as _};

use super::{Dialect, StoreError};

/// Number, name, and SQL for SQLite and PostgreSQL. A released migration is never changed.
const MIGRATIONS: [(i64, &str, [&str; 2]); 6] = [
    (
        1,
        "conversations",
        [
            include_str!("../../migrations/sqlite/0001_conversations.sql"),
            include_str!("../../migrations/postgres/0001_conversations.sql"),
        ],
    ),
    (
        2,
        "client tool calls",
        [
            include_str!("../../migrations/sqlite/0002_client_tool_calls.sql"),
            include_str!("../../migrations/postgres/0002_client_tool_calls.sql"),
        ],
    ),
    (
        3,
        "erasure",
        [
            include_str!("../../migrations/sqlite/0003_erasure.sql"),
            include_str!("../../migrations/postgres/0003_erasure.sql"),
        ],
    ),
    (
        4,
        "identity",
        [
            include_str!("../../migrations/sqlite/0004_identity.sql"),
            include_str!("../../migrations/postgres/0004_identity.sql"),
        ],
    ),
    (
        5,
        "idempotency",
        [
            include_str!("../../migrations/sqlite/0005_idempotency.sql"),
            include_str!("../../migrations/postgres/0005_idempotency.sql"),
        ],
    ),
    (
        6,
        "one index of the log",
        [
            include_str!("../../migrations/sqlite/0006_one_index_of_the_log.sql"),
            include_str!("../../migrations/postgres/0006_one_index_of_the_log.sql"),
        ],
    ),
];

/// Applies what is missing; several nodes may try at once.
pub(super) async fn run(dialect: Dialect, connection: &mut AnyConnection) -> Result<(), StoreError> {
    let migrations = MIGRATIONS.map(|(version, name, [sqlite, postgres])| {
        let sql = match dialect {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        };
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Ok(Migrator::with_migrations(migrations.into()).run_direct(None, connection, false).await?)
}
