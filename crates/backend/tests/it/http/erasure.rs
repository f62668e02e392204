//! After an erasure nothing of the visitor is anywhere: not in tables, not in files, not in the log.

use std::collections::BTreeMap;
use std::path::Path;

use backend::session::identity::Identity;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::api::ExportResponse;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};

use crate::support::backend::{Asked, ORIGIN, Transport, environment, http_client, id};
use crate::support::database::{Database, on_both_databases};
use crate::support::events::Events;
use crate::support::issuer::{AUDIENCE, SECRET, encode, identity, key_set};
use crate::support::key::Key;
use crate::support::process::Process;
use crate::support::vendor::{Plan, Vendor, answer, calls};

/// In everything that a visitor or an agent says.
const CANARY: &str = "canary-7f3a9c";
/// In what somebody else says, who stays.
const NEIGHBOUR: &str = "neighbour-51d2e8";

on_both_databases! {
    an_erased_visitor_is_in_no_table_no_file_and_no_log,
    an_erased_user_is_in_no_table_no_file_and_no_log,
    a_deleted_thread_is_in_no_table_and_no_file,
}

struct Case {
    process: Process,
    folder: tempfile::TempDir,
    http: reqwest::Client,
    vendor: Vendor,
    database: Database,
}

impl Case {
    async fn start(database: Database) -> Self {
        let vendor = Vendor::start(Plan::default()).await;
        let folder = tempfile::tempdir().unwrap();
        let mut environment = environment(folder.path(), Transport::Realtime, &vendor.url);
        environment.insert("CHAT_IDENTITY_KEYS".to_owned(), key_set().to_string());
        environment.insert("CHAT_IDENTITY_AUDIENCE".to_owned(), AUDIENCE.to_owned());
        if database.url.starts_with("postgres") {
            environment.insert("CHAT_DATABASE_URL".to_owned(), database.url.clone());
        }
        let process = Process::start(&environment);
        Self { process, folder, http: http_client(), vendor, database }
    }

    fn is_sqlite(&self) -> bool {
        self.database.url.starts_with("sqlite")
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.process.url))
    }

    async fn token(&self, key: &Key) -> String {
        key.token(ORIGIN, || self.request(Method::POST, "/v1/session")).await
    }

    /// The token of a user with this key.
    async fn user(&self, key: &Key, identity: &str) -> String {
        let post = || self.request(Method::POST, "/v1/session");
        let (_, answer) = key.session(ORIGIN, post, Some(identity)).await;
        answer["token"].as_str().unwrap().to_owned()
    }

    async fn send(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.request(method, path).header("origin", ORIGIN).bearer_auth(token);
        let mut request = request.header("idempotency-key", id());
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    /// A conversation with long and short messages, a call of a tool and its result, and a title of its own.
    async fn converse(&self, token: &str, word: &str) -> (String, Vec<String>) {
        let runs = "/v1/assistants/primary/runs";
        let long = format!("{word} {}", "and so on ".repeat(600));
        let place = json!({ "place": word }).to_string();
        self.vendor.plan(Plan {
            next: [calls(&[("up-1", "open_map", &place)])].into(),
            steps: answer(&[word, " ", &long]),
            ..Plan::default()
        });
        let mut asked = Asked { thread: id(), run: id(), text: format!("Where is {word}?") };
        let mut ids = vec![asked.thread.clone(), asked.run.clone()];
        let mut body = asked.body();
        body["tools"] = json!([{ "name": "open_map", "description": "", "parameters": {} }]);
        body["context"] = json!([{ "description": "Page title", "value": format!("Page of {word}") }]);
        let events = Events::of(self.send(token, Method::POST, runs, Some(body.clone())).await).all().await;
        let pending = &events.last().unwrap().1["outcome"]["pendingToolCallIds"][0];
        ids.push(pending.as_str().unwrap().to_owned());

        body["runId"] = id().into();
        let result = json!({ "shown": true, "note": long }).to_string();
        let result = json!({ "id": "m-2", "role": "tool", "toolCallId": pending, "content": result });
        body["messages"].as_array_mut().unwrap().push(result);
        Events::of(self.send(token, Method::POST, runs, Some(body)).await).all().await;
        for text in [&long, word] {
            asked = Asked { run: id(), text: text.to_owned(), ..asked };
            Events::of(self.send(token, Method::POST, runs, Some(asked.body())).await).all().await;
        }
        let comment = json!({ "rating": "down", "comment": format!("Not {word}") });
        let path = format!("/v1/threads/{}/messages/{}:answer/feedback", asked.thread, asked.run);
        assert_eq!(self.send(token, Method::POST, &path, Some(comment)).await.status(), 200);
        let title = json!({ "title": format!("About {word}") });
        let path = format!("/v1/threads/{}", asked.thread);
        assert_eq!(self.send(token, Method::PATCH, &path, Some(title)).await.status(), 200);
        (path, ids)
    }

    /// Everything in all columns of all tables, and how many rows each table has.
    async fn tables(&self) -> (String, Vec<(String, i64)>) {
        let (mut text, mut counts) = (String::new(), Vec::new());
        if self.is_sqlite() {
            let file = format!("sqlite://{}/chat.db", self.folder.path().display());
            let mut database = SqliteConnection::connect(&file).await.unwrap();
            let names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
            for name in sqlx::query(names).fetch_all(&mut database).await.unwrap() {
                let name: String = name.get(0);
                let columns = format!("SELECT name FROM pragma_table_info('{name}')");
                let columns = sqlx::query(AssertSqlSafe(columns)).fetch_all(&mut database).await.unwrap();
                let columns = columns.iter().map(|column| {
                    let column: String = column.get(0);
                    format!("coalesce(CAST(CAST(\"{column}\" AS BLOB) AS TEXT), '')")
                });
                let row = columns.collect::<Vec<_>>().join(" || ' ' || ");
                let rows = format!("SELECT {row} FROM \"{name}\"");
                let rows = sqlx::query(AssertSqlSafe(rows)).fetch_all(&mut database).await.unwrap();
                counts.push((name, i64::try_from(rows.len()).unwrap()));
                for row in rows {
                    text.push_str(&String::from_utf8_lossy(&row.get_unchecked::<Vec<u8>, _>(0)));
                }
            }
        } else {
            let mut database = PgConnection::connect(&self.database.url).await.unwrap();
            let names = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
            for name in sqlx::query(names).fetch_all(&mut database).await.unwrap() {
                let name: String = name.get(0);
                // A row as text has bytes in hexadecimal: both spellings are looked for.
                let rows = format!("SELECT r::text FROM \"{name}\" r");
                let rows = sqlx::query(AssertSqlSafe(rows)).fetch_all(&mut database).await.unwrap();
                counts.push((name, i64::try_from(rows.len()).unwrap()));
                rows.iter().for_each(|row| text.push_str(row.get(0)));
            }
        }
        (text, counts)
    }

    /// The files of the database, and all others in the backend's folder.
    async fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        read_all(self.folder.path(), &mut files);
        if !self.is_sqlite() {
            let mut database = PgConnection::connect(&self.database.url).await.unwrap();
            // Deleted rows stay in PostgreSQL's files until a vacuum, which is its administrator's business.
            database.execute("VACUUM FULL").await.unwrap();
            database.execute("CHECKPOINT").await.unwrap();
            let place = "SELECT current_setting('data_directory') || '/base/' || oid \
                         FROM pg_database WHERE datname = current_database()";
            let place: String = sqlx::query_scalar(place).fetch_one(&mut database).await.unwrap();
            read_all(Path::new(&place), &mut files);
        }
        files
    }
}

fn read_all(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, files);
        } else if let Ok(bytes) = std::fs::read(&path) {
            files.push((path.display().to_string(), bytes));
        }
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

fn hexadecimal(word: &str) -> String {
    word.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn table_holds(tables: &str, word: &str) -> bool {
    tables.contains(word) || tables.contains(&hexadecimal(word))
}

async fn an_erased_visitor_is_in_no_table_no_file_and_no_log(database: Database) {
    let case = Case::start(database).await;
    let key = Key::new(8);
    let token = case.token(&key).await;
    let neighbour = case.token(&Key::new(9)).await;
    case.converse(&neighbour, NEIGHBOUR).await;
    let (_, mut ids) = case.converse(&token, CANARY).await;
    ids.extend(case.converse(&token, CANARY).await.1);
    ids.extend([key.public(), visitor_of(&key)]);
    let expected = [("revoked_tokens", 0), ("revoked_visitors", 1), ("used_challenges", 2)];
    erased(case, &token, ids, &expected, &[]).await;
}

/// Of a user there is also who it is at the site; the key's conversations have become the user's.
async fn an_erased_user_is_in_no_table_no_file_and_no_log(database: Database) {
    let case = Case::start(database).await;
    let key = Key::new(8);
    let sub = format!("anna {CANARY}");
    let nobody = case.token(&key).await;
    let (_, mut ids) = case.converse(&nobody, CANARY).await;
    let jwt = identity(&sub);
    let logged_out = case.user(&key, &jwt).await;
    assert_eq!(case.send(&logged_out, Method::DELETE, "/v1/session", None).await.status(), 204);
    let token = case.user(&key, &jwt).await;
    ids.extend(case.converse(&token, CANARY).await.1);
    let neighbour = case.user(&Key::new(9), &identity(NEIGHBOUR)).await;
    case.converse(&neighbour, NEIGHBOUR).await;
    // What was asked after all with the key alone goes with its user.
    ids.extend(case.converse(&nobody, CANARY).await.1);
    let user = Identity { sub, jti: String::new(), void_at: 0 }.user_id("default");
    ids.extend([key.public(), visitor_of(&key), user]);
    let export: ExportResponse = case.send(&token, Method::GET, "/v1/me", None).await.json().await.unwrap();
    assert_eq!(export.visitor.user.as_deref(), Some(&*format!("anna {CANARY}")));
    assert_eq!((export.visitor.public_keys, export.threads.len()), (vec![key.public()], 3));
    let expected = [
        ("revoked_tokens", 1),
        ("revoked_visitors", 2),
        ("used_challenges", 4),
        ("used_identities", 2),
        ("users", 1),
    ];
    erased(case, &token, ids, &expected, &[&nobody, &logged_out, &jwt, &encode(SECRET), "CANARY"]).await;
}

fn visitor_of(key: &Key) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(key.point()))
}

/// Erases the visitor of a token, and looks for what is left: `traces` nowhere, `secrets` not in the log, and of
/// the tables so many rows that are not a neighbour's.
async fn erased(case: Case, token: &str, traces: Vec<String>, expected: &[(&str, i64)], secrets: &[&str]) {
    let export = case.send(token, Method::GET, "/v1/me", None).await.text().await.unwrap();
    assert!(export.contains(CANARY));
    let traces = [vec![CANARY.to_owned()], traces].concat();
    let (before, _) = case.tables().await;
    for trace in &traces {
        assert!(table_holds(&before, trace), "the check sees {trace}");
    }

    assert_eq!(case.send(token, Method::DELETE, "/v1/me", None).await.status(), 204);
    for void in [&[token], secrets].concat() {
        assert_eq!(case.send(void, Method::GET, "/v1/me", None).await.status(), 401);
    }

    let (after, counts) = case.tables().await;
    let files = case.files().await;
    if case.is_sqlite() {
        for end in ["chat.db", "chat.db-wal", "chat.db-shm"] {
            assert!(files.iter().any(|(name, _)| name.ends_with(end)), "{end} has been looked at");
        }
    }
    assert!(files.iter().any(|(_, bytes)| holds(bytes, NEIGHBOUR)), "the check sees what is in the files");
    for trace in &traces {
        assert!(!table_holds(&after, trace), "{trace} is in a table");
        for (name, bytes) in &files {
            assert!(!holds(bytes, trace), "{trace} is in {name}");
        }
    }
    assert!(table_holds(&after, NEIGHBOUR));
    // The neighbour's rows, and what nobody can be found by. A new table has to be thought of here.
    let counts: BTreeMap<_, _> = counts
        .iter()
        .filter(|(name, _)| name != "_sqlx_migrations")
        .map(|(name, rows)| (&**name, *rows))
        .collect();
    let mut rows = BTreeMap::from([
        ("answered_requests", 1),
        ("client_tool_calls", 1),
        ("log_batches", counts["log_batches"]),
        ("revoked_tokens", 0),
        ("runs", 4),
        ("threads", 1),
        ("upstream_conversations", 1),
        ("used_identities", 0),
        ("users", 0),
        ("visitors", 1),
    ]);
    rows.extend(expected.iter().copied());
    assert_eq!(counts, rows);

    let log = case.process.log();
    assert!(log.lines().count() > 20, "the check has seen a log");
    for private in [&[CANARY, token][..], secrets].concat() {
        assert!(!log.contains(private), "{private} is in the log");
    }
    assert!(!log.contains(&Key::new(8).public()));
}

async fn a_deleted_thread_is_in_no_table_and_no_file(database: Database) {
    let case = Case::start(database).await;
    let token = case.token(&Key::new(8)).await;
    case.converse(&token, NEIGHBOUR).await;
    let (path, ids) = case.converse(&token, CANARY).await;
    let traces = [vec![CANARY.to_owned()], ids].concat();

    assert_eq!(case.send(&token, Method::DELETE, &path, None).await.status(), 204);

    let (after, _) = case.tables().await;
    assert!(table_holds(&after, NEIGHBOUR));
    for trace in &traces {
        assert!(!table_holds(&after, trace), "{trace} is in a table");
        for (name, bytes) in case.files().await {
            assert!(!holds(&bytes, trace), "{trace} is in {name}");
        }
    }
}
