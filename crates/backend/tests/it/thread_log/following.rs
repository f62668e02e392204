//! Followers see each number once, in order.

use backend::thread_log::ThreadLog;
use contract::agui::Event;
use futures_util::StreamExt as _;

use crate::support::conversation::{
    answer, assert_gap_free, begin, ended, entries, finish, follow_until, say, text,
};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    from_any_number_on_each_event_comes_once_and_in_order,
    a_follower_that_lags_catches_up,
    a_thread_can_be_followed_before_it_exists,
    followers_of_many_threads_see_their_own_only,
    followers_end_when_the_log_shuts_down,
}

async fn from_any_number_on_each_event_comes_once_and_in_order(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r1", &["stored ", "before"]).await;
    let writing = tokio::spawn({
        let log = log.clone();
        async move {
            for run_id in ["r2", "r3", "r4"] {
                begin(&log, "t", run_id).await;
                say(&log, "t", run_id, &["piece "; 200]).await;
                finish(&log, "t", run_id).await;
            }
        }
    });
    // New followers join while events are written.
    let mut followers = Vec::new();
    for after in (0..5).cycle().take(40) {
        let events = log.follow("t", after);
        followers.push((after, tokio::spawn(follow_until(events, ended(if after < 5 { 4 } else { 3 })))));
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
    let all = entries(&store, "t").await;
    for (after, follower) in followers {
        let seen = follower.await.unwrap();
        assert_gap_free(&seen, after + 1);
        assert_eq!(seen, all[usize::try_from(after).unwrap()..]);
    }
    let last = all.last().unwrap().seq;
    assert_eq!(follow_until(log.follow("t", last - 1), ended(1)).await, all[all.len() - 1..]);
}

async fn a_follower_that_lags_catches_up(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    let mut slow = std::pin::pin!(log.follow("t", 0));
    assert_eq!(slow.next().await.unwrap().unwrap().seq, 1);
    // One commit an event, many more than are kept for a slow follower.
    let mut quick = std::pin::pin!(log.follow("t", 1));
    for number in 0..200 {
        log.append("t", "r", Event::text("m", format!("{number} "))).await.unwrap();
        quick.next().await.unwrap().unwrap();
    }
    finish(&log, "t", "r").await;
    let seen = follow_until(slow, ended(1)).await;
    assert_gap_free(&seen, 2);
    assert_eq!(seen, entries(&store, "t").await[1..]);
}

async fn a_thread_can_be_followed_before_it_exists(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    let follower = tokio::spawn(follow_until(log.follow("t", 0), ended(1)));
    answer(&log, "t", "r", &["Hi"]).await;
    assert_gap_free(&follower.await.unwrap(), 1);
}

async fn followers_of_many_threads_see_their_own_only(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    let followers: Vec<_> = (0..10)
        .map(|number| tokio::spawn(follow_until(log.follow(&format!("t{number}"), 0), ended(1))))
        .collect();
    let writers: Vec<_> = (0..10)
        .map(|number| {
            let log = log.clone();
            tokio::spawn(async move {
                let words = format!("words of {number}");
                answer(&log, &format!("t{number}"), &format!("r{number}"), &[&words]).await;
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    for (number, follower) in followers.into_iter().enumerate() {
        assert_eq!(text(&follower.await.unwrap()), format!("words of {number}"));
    }
}

async fn followers_end_when_the_log_shuts_down(database: Database) {
    let log = ThreadLog::start(database.store().await, "node");
    begin(&log, "t", "r").await;
    let early = tokio::spawn(log.follow("t", 0).count());
    log.shutdown().await;
    assert_eq!(early.await.unwrap(), 1);
    assert_eq!(log.follow("t", 0).count().await, 1);
}
