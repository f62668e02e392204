//! The checker is no use if it can't find anything: a loss, a double and a gap are planted, and each is found.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};
use tokio::sync::watch;

use super::checker::{Finding, judge, read};
use super::client::{Client, Conversation};
use super::{slowly, started};
use crate::support::database::{Database, on_both_databases};
use crate::support::process::reborn;
use crate::support::vendor::{Plan, Vendor};

on_both_databases! {
    nothing_is_found_where_nothing_was_planted,
    a_planted_loss_is_found,
    a_message_that_is_lost_from_the_history_alone_is_found,
    a_planted_double_is_found,
    a_planted_gap_is_found,
    an_event_that_was_changed_is_found,
}

/// Three questions and an opinion; then the backend is killed, the database changed, and a new one asked.
async fn planted<const N: usize>(
    database: &Database,
    plant: impl AsyncFnOnce(&mut AnyConnection, &Conversation) -> [Finding; N],
) {
    let vendor = Vendor::start(Plan { steps: slowly(), ..Plan::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let environment = reborn(database, folder.path(), &vendor.url);
    let process = started(&environment).await;
    let client = Client::new(&process.url, "ann", watch::Sender::default());
    let mut conversation = Conversation::new("ann");
    for number in 0..3 {
        client.exchange(&mut conversation, number).await;
    }
    drop(process);
    database.forgotten_by_the_dead().await;

    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&database.url).await.unwrap();
    let expected = plant(&mut connection, &conversation).await;
    connection.close().await.unwrap();

    let _process = started(&environment).await;
    let findings = judge(&conversation, &read(&client, &conversation.thread).await);
    for finding in &expected {
        assert!(findings.contains(finding), "{finding:?} is not among {findings:?}");
    }
    assert_eq!(findings.is_empty(), expected.is_empty(), "{findings:?}");
}

async fn change(connection: &mut AnyConnection, sql: &str) {
    let changed = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
    assert!(changed.rows_affected() > 0, "{sql}");
}

/// The run that was asked last: its id, its text, its first and its last number.
async fn last_run(connection: &mut AnyConnection, conversation: &Conversation) -> (String, String, i64, i64) {
    let sql = "SELECT id, first_seq, last_seq FROM runs ORDER BY first_seq DESC LIMIT 1";
    let row: AnyRow = sqlx::query(sql).fetch_one(connection).await.unwrap();
    let id: String = row.get("id");
    let text = conversation.sent[&id].clone();
    (id, text, row.get("first_seq"), row.get("last_seq"))
}

async fn nothing_is_found_where_nothing_was_planted(database: Database) {
    planted(&database, async |_, conversation| {
        assert_eq!((conversation.acknowledged.len(), conversation.finished.len()), (3, 3));
        assert_eq!(conversation.feedback.len(), 1);
        []
    })
    .await;
}

async fn a_planted_loss_is_found(database: Database) {
    // The last run goes without a trace: numbers have no gap.
    planted(&database, async |connection, conversation| {
        let (id, what, first, _) = last_run(connection, conversation).await;
        change(connection, &format!("DELETE FROM log_batches WHERE run_id = '{id}'")).await;
        change(connection, &format!("DELETE FROM runs WHERE id = '{id}'")).await;
        change(connection, &format!("UPDATE threads SET last_seq = {first} - 1")).await;
        ["the log", "the history"].map(|place| Finding::Lost { place, what: what.clone() })
    })
    .await;
}

async fn a_message_that_is_lost_from_the_history_alone_is_found(database: Database) {
    planted(&database, async |connection, conversation| {
        let (id, what, ..) = last_run(connection, conversation).await;
        change(connection, &format!("UPDATE runs SET messages = '[]' WHERE id = '{id}'")).await;
        let place = "the history";
        [Finding::Lost { place, what }, Finding::Torn { place, run: id }]
    })
    .await;
}

async fn a_planted_double_is_found(database: Database) {
    // The last run once more, under the numbers after it.
    planted(&database, async |connection, conversation| {
        let (id, what, first, last) = last_run(connection, conversation).await;
        let count = last - first + 1;
        let run = format!(
            "INSERT INTO runs (id, site_id, thread_id, body_hash, state, outcome, first_seq, last_seq, owner_node, \
             owner_life, lease_until, messages, created_at) SELECT 'copy', site_id, thread_id, body_hash, state, \
             outcome, first_seq + {count}, last_seq + {count}, owner_node, owner_life, lease_until, messages, \
             created_at FROM runs WHERE id = '{id}'"
        );
        let batches = format!(
            "INSERT INTO log_batches (thread_id, site_id, run_id, seq_from, seq_to, bytes) SELECT thread_id, \
             site_id, 'copy', seq_from + {count}, seq_to + {count}, bytes FROM log_batches WHERE run_id = '{id}'"
        );
        change(connection, &run).await;
        change(connection, &batches).await;
        change(connection, &format!("UPDATE threads SET last_seq = {last} + {count}")).await;
        ["the log", "the history"].map(|place| Finding::Doubled { place, what: what.clone() })
    })
    .await;
}

async fn a_planted_gap_is_found(database: Database) {
    planted(&database, async |connection, conversation| {
        let (id, _, first, _) = last_run(connection, conversation).await;
        let next =
            format!("SELECT seq_from, seq_to FROM log_batches WHERE run_id = '{id}' AND seq_from > {first}");
        let next = sqlx::query(AssertSqlSafe(next + " ORDER BY seq_to LIMIT 1"));
        let row: AnyRow = next.fetch_one(&mut *connection).await.unwrap();
        let (from, to): (i64, i64) = (row.get("seq_from"), row.get("seq_to"));
        change(connection, &format!("DELETE FROM log_batches WHERE seq_to = {to}")).await;
        [Finding::Gap { after: u64::try_from(from - 1).unwrap() }]
    })
    .await;
}

async fn an_event_that_was_changed_is_found(database: Database) {
    planted(&database, async |connection, conversation| {
        let (id, _, first, _) = last_run(connection, conversation).await;
        let row = sqlx::query("SELECT bytes FROM log_batches WHERE run_id = $1 AND seq_from = $2");
        let row: AnyRow = row.bind(&id).bind(first).fetch_one(&mut *connection).await.unwrap();
        let text = String::from_utf8(row.get("bytes")).unwrap().replace("Question", "Quest");
        let update = sqlx::query("UPDATE log_batches SET bytes = $1 WHERE run_id = $2 AND seq_from = $3");
        update.bind(text.into_bytes()).bind(&id).bind(first).execute(connection).await.unwrap();
        [Finding::Changed { number: u64::try_from(first).unwrap() }]
    })
    .await;
}

#[test]
fn a_stream_that_repeats_a_number_or_skips_one_is_found() {
    let check = |after: Option<u64>, whole, numbers: &[u64], expected: &[u64]| {
        let (mut conversation, mut last) = (Conversation::default(), after);
        for number in numbers {
            conversation.hear(&mut last, whole, *number, (*number).into());
        }
        let expected: Vec<_> = expected.iter().map(|after| Finding::Gap { after: *after }).collect();
        assert_eq!(conversation.noticed, expected, "{numbers:?} after {after:?}");
    };
    check(Some(0), true, &[1, 2, 3], &[]);
    check(Some(0), true, &[2], &[0]);
    check(Some(4), true, &[5, 7], &[5]);
    check(Some(4), true, &[5, 5], &[5]);
    check(Some(4), true, &[4], &[4]);
    // What is between the events of a run belongs to no run.
    check(None, false, &[3, 4, 6], &[]);
    check(None, false, &[3, 4, 4], &[4]);
    check(None, false, &[3, 2], &[3]);

    let mut conversation = Conversation::default();
    conversation.hear(&mut None, false, 1, "one".into());
    conversation.hear(&mut None, false, 1, "one".into());
    assert_eq!(conversation.noticed, []);
    conversation.hear(&mut None, false, 1, "another".into());
    assert_eq!(conversation.noticed, [Finding::Changed { number: 1 }]);
}
