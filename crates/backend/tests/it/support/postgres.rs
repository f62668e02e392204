//! A PostgreSQL server of our own: one for the test binary, a fresh database for each case.
//!
//! A shell that waits for the end of its input looks after the server: however this process ends, the
//! server ends with it and leaves nothing behind.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

/// `$1` folder of the programs, `$2` folder to use. initdb refuses to run as root.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
server() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi </dev/null >>"$dir/log" 2>&1
}
bin=$1 dir=$2
: >"$dir/log"
if [ "$(id -u)" = 0 ]; then chown -R postgres "$dir"; fi
cd "$dir"
server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync &&
    server "$bin/pg_ctl" start -w -D "$dir/data" -l "$dir/server.log" \
        -o "-k '$dir' -c listen_addresses= -c max_connections=300" &&
    echo ready || cat "$dir/log"
exec >/dev/null
cat >/dev/null
server "$bin/pg_ctl" stop -m immediate -D "$dir/data"
cd / && rm -rf "$dir"
"#;

struct Server {
    folder: PathBuf,
    // Holds the watchdog's input open.
    _watchdog: Mutex<Child>,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let programs = programs().expect("PostgreSQL isn't installed: apt-get install postgresql");
    let folder = tempfile::Builder::new().prefix("pg-").tempdir().unwrap().keep();
    let mut watchdog = Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(programs)
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines: Vec<String> =
        BufReader::new(watchdog.stdout.take().unwrap()).lines().map_while(Result::ok).collect();
    assert_eq!(lines, ["ready"], "PostgreSQL doesn't start");
    Server { folder, _watchdog: Mutex::new(watchdog) }
});

/// The URL of a new, empty database.
pub async fn fresh_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("case_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&url("postgres")).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    admin.close().await.unwrap();
    url(&name)
}

/// Waits until the database has no connection but this one.
pub async fn nobody_connected(url: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut connection).await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    connection.close().await.unwrap();
}

/// The URL of a database of the server.
pub fn url(database: &str) -> String {
    format!("postgres://postgres@localhost/{database}?host={}", SERVER.folder.display())
}

/// The folder of the newest installed version, or of the one on the search path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| Path::new("/usr/lib/postgresql").join(version.to_string()).join("bin"));
    let on_path = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").exists()));
    newest.or(on_path).filter(|folder| folder.join("initdb").exists())
}
