//! Streams look at their rights again when a login took something from somebody, and only then.

use contract::agui::RunAgentInput;

use super::*;
use crate::thread_log::{NewRun, ThreadLog};

fn login(jti: &str, key: &str) -> Login {
    Login {
        site_id: "site".to_owned(),
        user_id: "u_anna".to_owned(),
        sub: "anna".to_owned(),
        jti: jti.to_owned(),
        void_at: OffsetDateTime::now_utc() + time::Duration::minutes(5),
        key: Some(ProvenKey {
            visitor_id: key.to_owned(),
            public_key: key.to_owned(),
            challenge_hash: rand::random(),
            challenge_void_at: OffsetDateTime::now_utc() + time::Duration::minutes(5),
        }),
    }
}

#[tokio::test]
async fn a_login_moves_the_doors_when_it_moves_a_thread_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&format!("sqlite://{}/chat.db", folder.path().display())).await.unwrap();
    let log = ThreadLog::start(store.clone(), "node");
    let run = NewRun {
        site_id: "site".to_owned(),
        visitor_id: "laptop".to_owned(),
        issued_at: 0,
        token_id: "token".to_owned(),
        input: RunAgentInput::new("t", "r", Vec::new()),
        body_hash: [0; 32],
        tool_answers: None,
    };
    log.begin_run(run).await.unwrap();

    let mut doors = store.doors();
    for (jti, key, moves) in [("1", "phone", false), ("2", "laptop", true), ("3", "laptop", false)] {
        assert!(matches!(store.log_in(&login(jti, key)).await, Ok(LoggedIn::Yes { .. })));
        assert_eq!(store.doors() != doors, moves, "login {jti}");
        doors = store.doors();
    }
    log.shutdown().await;
}
