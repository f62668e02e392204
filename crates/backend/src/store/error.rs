//! Why the store could not do its work, in words for the operator.
//!
//! No text here comes from a statement's values, a URL's credentials or a visitor's message: the database's
//! own words may hold them, so that only its error code is passed on.

use sqlx::migrate::MigrateError;

/// A failure of the store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database URL can't be used.
    #[error(
        "the database URL can't be used: {0}; write sqlite:///var/lib/chat/chat.db or postgres://user:password@host/database"
    )]
    Url(&'static str),
    /// The database can't be opened, reached, read or written just now.
    #[error("{problem}; {remedy}")]
    Unavailable {
        /// What is wrong.
        problem: String,
        /// What the operator can do.
        remedy: &'static str,
    },
    /// The tables don't fit this version of the program.
    #[error("the tables don't fit this version: {0}; run the version that made them, or restore a backup")]
    Tables(String),
    /// What was stored can't be read back.
    #[error("stored data is damaged: {0}; restore a backup")]
    Corrupt(&'static str),
    /// The run is not under way on this node: it has ended, or was given up after write errors.
    #[error("the run is not under way here")]
    RunOver,
    /// The log has been shut down.
    #[error("the store is shutting down; try again on the next instance")]
    Closed,
    /// The database refused a statement for a reason that no operator can mend.
    #[error("the database refused a statement (code {0}); this is a fault of the program, please report it")]
    Refused(String),
}

impl StoreError {
    /// Whether the same call may work later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// The first connection to `place` failed.
    pub(super) fn opening(place: &str, error: &sqlx::Error) -> Self {
        match Self::classify(error) {
            Self::Unavailable { problem, remedy } => {
                Self::Unavailable { problem: format!("{place}: {problem}"), remedy }
            }
            other => other,
        }
    }

    /// The first connection to `place` took too long.
    pub(super) fn no_answer(place: &str) -> Self {
        Self::unavailable(
            format!("{place}: no answer"),
            "check the address and that a firewall lets it through",
        )
    }

    pub(crate) fn unavailable(problem: impl Into<String>, remedy: &'static str) -> Self {
        Self::Unavailable { problem: problem.into(), remedy }
    }

    fn classify(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                // SQLSTATE has five characters; SQLite's extended codes are shorter numbers.
                match code.parse::<u32>() {
                    Ok(number) if code.len() < 5 => sqlite(number),
                    _ => postgres(&code),
                }
            }
            sqlx::Error::Io(error) => Self::unavailable(
                format!("the connection to the database failed ({})", error.kind()),
                "check that the database server runs and can be reached",
            ),
            sqlx::Error::PoolTimedOut => Self::unavailable(
                "no connection to the database became free in time",
                "check that the database answers and isn't overloaded",
            ),
            sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => Self::unavailable(
                "the connection to the database broke",
                "it is opened again by itself; check the database when this comes back",
            ),
            sqlx::Error::Tls(_) => Self::unavailable(
                "no encrypted connection to the database could be made",
                "check that the system trusts the server's certificate and that sslmode says what you mean",
            ),
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::Configuration(_) => Self::Url("a part of it is not understood"),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Corrupt("a column has an unexpected type")
            }
            _ => Self::Refused("none".to_owned()),
        }
    }
}

/// Result codes of SQLite, <https://sqlite.org/rescode.html>; the low byte is the primary code.
fn sqlite(code: u32) -> StoreError {
    match code & 0xff {
        5 | 6 => StoreError::unavailable(
            "the database file is locked",
            "stop the other process that uses it (a second backend, a backup, an open sqlite3 shell)",
        ),
        8 => StoreError::unavailable(
            "the database file is read-only",
            "give the backend's user write permission on the file and its folder, and drop mode=ro",
        ),
        10 => StoreError::unavailable(
            format!("reading or writing the database file failed (SQLite code {code})"),
            "check the disk",
        ),
        13 => StoreError::unavailable("the disk is full", "free some space"),
        14 => StoreError::unavailable(
            "the database file can't be opened or made",
            "make sure that its folder exists and that the backend's user may write there",
        ),
        11 | 26 => StoreError::Corrupt("the file is not an intact SQLite database"),
        _ => StoreError::Refused(format!("SQLite {code}")),
    }
}

/// SQLSTATE codes of PostgreSQL, <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn postgres(code: &str) -> StoreError {
    match code {
        "28P01" | "28000" => StoreError::unavailable(
            "the server rejects the user or password",
            "check the credentials in the URL and the server's pg_hba.conf",
        ),
        "3D000" => StoreError::unavailable("the database does not exist", "make it with createdb"),
        "42501" => {
            StoreError::unavailable("the user may not do this", "grant the user the right to make tables")
        }
        "25006" => {
            StoreError::unavailable("the database is read-only", "point the URL at the primary server")
        }
        "53100" => StoreError::unavailable("the server's disk is full", "free some space"),
        "53300" => StoreError::unavailable("the server has too many connections", "raise max_connections"),
        "40001" | "40P01" | "55P03" => StoreError::unavailable(
            "the database is busy with a conflicting change",
            "it is tried again by itself",
        ),
        "XX001" | "XX002" => StoreError::Corrupt("PostgreSQL reports damaged files"),
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            StoreError::unavailable(
                format!("the server is not ready (SQLSTATE {code})"),
                "check the database server",
            )
        }
        _ if code.starts_with("58") => StoreError::unavailable(
            format!("the server can't read or write its files (SQLSTATE {code})"),
            "check the server's disk",
        ),
        _ => StoreError::Refused(format!("SQLSTATE {code}")),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::classify(&error)
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::classify(&error),
            // The other kinds speak of migration numbers only.
            other => Self::Tables(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &StoreError, transient: bool, words: &str) {
        assert_eq!(error.is_transient(), transient, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn what_an_operator_can_mend_is_said_and_tried_again() {
        check(&sqlite(13), true, "the disk is full; free some space");
        check(&sqlite(5), true, "stop the other process");
        check(&sqlite(8 | 5 << 8), true, "read-only");
        check(&sqlite(10 | 4 << 8), true, "check the disk");
        check(&postgres("53100"), true, "free some space");
        check(&postgres("57P03"), true, "SQLSTATE 57P03");
        check(&postgres("28P01"), true, "check the credentials");
        check(&postgres("40P01"), true, "tried again by itself");
    }

    #[test]
    fn what_nobody_can_mend_is_not_tried_again() {
        check(&sqlite(11), false, "restore a backup");
        check(&sqlite(19), false, "code SQLite 19");
        check(&postgres("23505"), false, "code SQLSTATE 23505");
        check(&postgres("22021"), false, "please report it");
    }
}
