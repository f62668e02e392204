//! Signing in while everything else goes on, on two nodes.

use backend::store::{LoggedIn, Login, ProvenKey, Store};
use backend::thread_log::{Begun, Erasure, NewRun, ThreadLog};
use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};

use crate::support::conversation::{SITE, assert_gap_free, entries, finish, proven, run, say, text};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    a_login_loses_nothing_of_what_is_written_meanwhile,
    after_an_erasure_nothing_is_the_users_unless_it_came_later,
}

/// A login of this user with the key of `ann`; `number` names challenge and proof.
fn login(user_id: &str, number: u8) -> Login {
    Login {
        site_id: SITE.to_owned(),
        user_id: user_id.to_owned(),
        sub: user_id.to_owned(),
        jti: format!("{user_id} {number}"),
        void_at: OffsetDateTime::now_utc() + Duration::minutes(1),
        key: Some(proven("ann", number)),
    }
}

async fn owned(store: &Store, visitor_id: &str) -> Vec<String> {
    let threads = store.list_threads(SITE, visitor_id, 1000).await.unwrap();
    let mut ids: Vec<_> = threads.into_iter().map(|thread| thread.id).collect();
    ids.sort();
    ids
}

async fn a_login_loses_nothing_of_what_is_written_meanwhile(database: Database) {
    let stores = [database.store().await, database.store().await];
    let logs = [ThreadLog::start(stores[0].clone(), "one"), ThreadLog::start(stores[1].clone(), "two")];
    let names: Vec<String> = (0..12).map(|number| format!("t{number:02}")).collect();
    let pieces: Vec<String> = (0..60).map(|number| format!("{number} ")).collect();
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let answers = names.iter().enumerate().map(|(number, name)| {
        let (log, pieces) = (&logs[number % 2], &pieces);
        async move {
            assert_eq!(log.begin_run(run(name, name, "Hello")).await, Ok(Begun::Started { first_seq: 1 }));
            say(log, name, name, pieces).await;
            finish(log, name, name).await;
        }
    });
    let logins = (0..12_u8).map(|number| {
        let store = &stores[usize::from(number) % 2];
        async move { store.log_in(&login("u_anna", number)).await }
    });
    let (_, logins) = tokio::join!(join_all(answers), join_all(logins));
    for logged_in in logins {
        assert_eq!(logged_in, Ok(LoggedIn::Yes { tokens_count_from: 0 }));
    }
    // Each thread is the key's or the user's; those that began too late go with the next login.
    assert_eq!(owned(&stores[0], "ann").await.len() + owned(&stores[0], "u_anna").await.len(), names.len());
    stores[1].log_in(&login("u_anna", 99)).await.unwrap();
    assert_eq!(owned(&stores[0], "u_anna").await, names);
    for name in &names {
        let entries = entries(&stores[0], name).await;
        assert_gap_free(&entries, 1);
        assert_eq!(text(&entries), pieces.concat(), "{name}");
        // The request comes again from the user, and is the same.
        let again = NewRun { visitor_id: "u_anna".to_owned(), ..run(name, name, "Hello") };
        assert_eq!(logs[0].begin_run(again).await, Ok(Begun::Same { first_seq: 1 }));
    }
}

async fn after_an_erasure_nothing_is_the_users_unless_it_came_later(database: Database) {
    let store = database.store().await;
    let logs = [ThreadLog::start(store.clone(), "one"), ThreadLog::start(database.store().await, "two")];
    for round in 0..10_u8 {
        let (user_id, key) = (format!("u_{round}"), format!("key {round}"));
        let login = |number| {
            let login = login(&user_id, number);
            let proven = login.key.map(|proven| ProvenKey { visitor_id: key.clone(), ..proven });
            Login { key: proven, ..login }
        };
        let begin = async |number: usize| {
            let id = format!("{round}.{number}");
            let run = NewRun { visitor_id: key.clone(), ..run(&id, &id, "Hello") };
            logs[number % 2].begin_run(run).await
        };
        // The key is the user's, and has conversations of its own since.
        store.log_in(&login(100 + round)).await.unwrap();
        for number in 0..4 {
            assert!(matches!(begin(number).await, Ok(Begun::Started { .. })));
        }
        let erasure = Erasure { site_id: SITE.to_owned(), visitor_id: user_id.clone(), issued_at: 0 };
        let login = login(round);
        let (erased, logged_in) = tokio::join!(logs[0].erase_visitor(erasure), store.log_in(&login));
        erased.unwrap();
        let left = [owned(&store, &user_id).await, owned(&store, &key).await];
        assert_eq!(left, [[""; 0], [""; 0]], "round {round}");
        // Whoever logs in after the erasure is known, with tokens that count from then on.
        let LoggedIn::Yes { tokens_count_from } = logged_in.unwrap() else { panic!("{round}") };
        assert_eq!(
            store.user(SITE, &user_id).await.unwrap().is_some(),
            tokens_count_from > 0,
            "round {round}"
        );
    }
}
