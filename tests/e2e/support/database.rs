//! What the backend has stored, read from its database.

use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

/// All events of all threads, in the order of their numbers.
async fn events(database: &Path) -> Vec<Value> {
    let url = format!("sqlite://{}", database.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("the database can be opened");
    let batches: Vec<(Vec<u8>,)> =
        sqlx::query_as("SELECT bytes FROM log_batches ORDER BY thread_id, seq_from")
            .fetch_all(&mut connection)
            .await
            .expect("the log can be read");
    connection.close().await.expect("the database can be closed");
    let lines = batches.iter().flat_map(|(bytes,)| bytes.split(|byte| *byte == b'\n'));
    lines.map(|line| serde_json::from_slice(line).expect("an event is JSON")).collect()
}

/// What visitors have asked: the text of each run's message.
pub async fn questions(database: &Path) -> Vec<String> {
    let mut questions = Vec::new();
    for event in events(database).await.iter().filter(|event| event["type"] == "RUN_STARTED") {
        let messages = event["input"]["messages"].as_array().expect("a run begins with its message");
        questions.extend(messages.iter().map(|it| it["content"].as_str().expect("it is text").to_owned()));
    }
    questions
}

/// Makes a thread long: this many more questions and answers, numbered by the runs there are, stored as any others.
pub async fn lengthen(database: &Path, exchanges: u32) {
    let url = format!("sqlite://{}", database.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("the database can be opened");
    let message = |id: &str, role: &str, text: &str| {
        format!("json_object('id', '{id}-' || i, 'role', '{role}', 'content', '{text} ' || i)")
    };
    let asked = message("q", "user", "Question");
    let answered = message("a", "assistant", "Answer with a few words more, so that it takes two lines:");
    let runs = format!(
        "WITH RECURSIVE numbers(i, n) AS ( \
           SELECT COUNT(*), 1 FROM runs UNION ALL SELECT i + 1, n + 1 FROM numbers WHERE n < $1) \
         INSERT INTO runs (id, site_id, thread_id, body_hash, state, outcome, first_seq, last_seq, owner_node, \
                           owner_life, lease_until, messages, created_at) \
         SELECT 'run-' || i, r.site_id, r.thread_id, r.body_hash, r.state, r.outcome, t.last_seq + 2 * n - 1, \
                t.last_seq + 2 * n, r.owner_node, r.owner_life, r.lease_until, \
                json_array({asked}, {answered}), r.created_at \
         FROM runs r JOIN threads t ON t.id = r.thread_id, numbers WHERE r.first_seq = 1"
    );
    for sql in [runs.as_str(), "UPDATE threads SET last_seq = last_seq + 2 * $1"] {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(exchanges).execute(&mut connection).await;
        done.expect("rows can be written");
    }
    connection.close().await.expect("the database can be closed");
}
