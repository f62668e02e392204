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
