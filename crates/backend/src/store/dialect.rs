//! What differs between SQLite and PostgreSQL.

use sqlx::any::AnyConnectOptions;
use url::Url;

use super::StoreError;

/// The kind of database behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Reads a database URL: the dialect, how to connect, and where that is, fit to be shown.
    pub(super) fn parse(url: &str) -> Result<(Self, AnyConnectOptions, String), StoreError> {
        const UNREADABLE: StoreError = StoreError::Url("it can't be read as a URL");
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => {
                let (file, query) = match url.split_once('?') {
                    Some((file, query)) => (file, Some(query)),
                    None => (url, None),
                };
                let path = file.trim_start_matches("sqlite:").trim_start_matches("//");
                if path.is_empty() || path == ":memory:" || query.is_some_and(|q| q.contains("mode=memory")) {
                    return Err(StoreError::Url("conversations have to be kept in a file"));
                }
                let place = format!("SQLite file {path}");
                let url = match query {
                    Some(query) if query.contains("mode=") => url.to_owned(),
                    Some(query) => format!("{file}?{query}&mode=rwc"),
                    None => format!("{file}?mode=rwc"),
                };
                Ok((Self::Sqlite, url.parse().map_err(|_| UNREADABLE)?, place))
            }
            Some("postgres" | "postgresql") => {
                let parsed = Url::parse(url).map_err(|_| UNREADABLE)?;
                let named =
                    |name| parsed.query_pairs().find(|(key, _)| key == name).map(|(_, v)| v.into_owned());
                let host = named("host").or_else(|| parsed.host_str().map(str::to_owned)).unwrap_or_default();
                let port = parsed.port().unwrap_or(5432);
                let database = parsed.path().trim_start_matches('/');
                let place = format!("PostgreSQL database \"{database}\" at {host}:{port}");
                Ok((Self::Postgres, url.parse().map_err(|_| UNREADABLE)?, place))
            }
            _ => Err(StoreError::Url("it begins with neither sqlite: nor postgres:")),
        }
    }

    /// Settings of every connection.
    ///
    /// SQLite: a commit is on disk before it returns (`FULL`), deleted text is overwritten, a lock of
    /// another process is waited for 5 s. PostgreSQL is left to its administrator.
    pub(super) fn session(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
                 PRAGMA cache_size = -1024;"
            }
            Self::Postgres => "SET application_name = 'chat-backend'",
        }
    }

    /// Settings of the one connection that writes, where there is only one: room for what all running answers change,
    /// and a journal that no commit copies by itself unless the copies beside the writing
    /// ([`Store::copy_journal`](super::Store::copy_journal)) have fallen far behind: a copy takes some milliseconds.
    pub(super) fn writer(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("PRAGMA cache_size = -6144; PRAGMA wal_autocheckpoint = 16000;"),
            Self::Postgres => None,
        }
    }

    /// Begins a transaction that will write. In SQLite the write lock is taken at once: a transaction that
    /// read first could not get it later.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    /// The same statement, each of whose parameters `$1`, `$2` … stands in it once and in order. SQLite looks numbered
    /// ones up by their names, each time one after the other; those without a number it doesn't.
    pub(super) fn in_order(self, sql: String) -> String {
        match self {
            Self::Sqlite => {
                let mut parts = sql.split('$');
                let first = parts.next().unwrap_or_default().to_owned();
                let is_digit = |letter: char| letter.is_ascii_digit();
                parts.fold(first, |sql, part| sql + "?" + part.trim_start_matches(is_digit))
            }
            Self::Postgres => sql,
        }
    }

    /// Size of the pool.
    pub(super) fn connections(self) -> u32 {
        match self {
            Self::Sqlite => 5,
            Self::Postgres => 12,
        }
    }

    /// Keeps a visitor's runs from beginning, on any node, while the visitor is erased: beginnings share the lock,
    /// an erasure has it alone. SQLite has one writer in any case.
    pub(super) fn visitor_lock(self, alone: bool) -> Option<&'static str> {
        match (self, alone) {
            (Self::Sqlite, _) => None,
            (Self::Postgres, true) => Some("SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL"),
            (Self::Postgres, false) => {
                Some("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0)) IS NULL")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sqlite_takes_parameters_without_numbers() {
        let sql = || "UPDATE t SET a = $1 WHERE b IN ($2, $10)".to_owned();
        assert_eq!(Dialect::Sqlite.in_order(sql()), "UPDATE t SET a = ? WHERE b IN (?, ?)");
        assert_eq!(Dialect::Postgres.in_order(sql()), sql());
    }
}
