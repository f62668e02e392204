//! What the store promises on both databases; what only one of them can get wrong is below.

mod opening;

use std::time::Duration;

use backend::store::{NewToolCall, ProvenKey, RunState, ToolOutput};
use backend::thread_log::{Begun, NewRun, ThreadLog, ToolAnswers};
use contract::agui::Event;
use time::OffsetDateTime;

use crate::support::conversation::{SITE, answer, begin, finish, proven, run};
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    a_challenge_is_used_once,
    a_challenge_that_was_used_or_is_over_notes_no_key,
    threads_are_listed_newest_first,
    a_thread_is_called_after_its_first_message,
    history_comes_in_pages_of_runs,
    a_run_under_way_is_found_until_it_ends,
    a_cancelled_run_keeps_its_outcome,
    a_stranger_sees_nothing,
    opening_again_keeps_everything,
    a_thread_keeps_one_upstream_conversation_an_agent,
    results_are_taken_for_calls_that_wait_and_for_no_others,
}

async fn a_challenge_is_used_once(database: Database) {
    let store = database.store().await;
    let attempts = (0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.prove(SITE, &proven("ann", 7)).await.unwrap() })
    });
    let mut accepted = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        accepted += u32::from(attempt.await.unwrap() == Some(0));
    }
    assert_eq!(accepted, 1);
    // A visitor may be remembered twice.
    assert_eq!(store.prove(SITE, &proven("ann", 8)).await, Ok(Some(0)));
    assert_eq!(store.prove("other site", &proven("ann", 7)).await, Ok(Some(0)));
}

async fn a_challenge_that_was_used_or_is_over_notes_no_key(database: Database) {
    let store = database.store().await;
    assert_eq!(store.prove(SITE, &proven("ann", 7)).await, Ok(Some(0)));
    let past = OffsetDateTime::now_utc() - Duration::from_secs(1);
    for key in [proven("bob", 7), ProvenKey { challenge_void_at: past, ..proven("bob", 8) }] {
        assert_eq!(store.prove(SITE, &key).await, Ok(None));
        assert_eq!(store.visitor(SITE, "bob").await, Ok(None));
    }
    assert!(store.visitor(SITE, "ann").await.unwrap().is_some());
}

async fn threads_are_listed_newest_first(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    for (thread_id, run_id) in [("t1", "r1"), ("t2", "r2"), ("t3", "r3"), ("t1", "r4")] {
        answer(&log, thread_id, run_id, &["Hi"]).await;
        // Times are kept in milliseconds.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let ids = |threads: Vec<backend::store::ThreadRow>| -> Vec<String> {
        threads.into_iter().map(|thread| thread.id).collect()
    };
    assert_eq!(ids(store.list_threads(SITE, "ann", 10).await.unwrap()), ["t1", "t3", "t2"]);
    assert_eq!(ids(store.list_threads(SITE, "ann", 2).await.unwrap()), ["t1", "t3"]);
}

async fn a_thread_is_called_after_its_first_message(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let long = "Ünder \n\t the\0 bridge ".repeat(10);
    log.begin_run(run("t1", "r1", &long)).await.unwrap();
    log.begin_run(run("t2", "r2", "Short?")).await.unwrap();
    let title = |thread: Option<backend::store::ThreadRow>| thread.unwrap().title;
    let long = title(store.thread(SITE, "ann", "t1").await.unwrap());
    assert!(long.starts_with("Ünder the bridge Ünder the bridge ") && long.ends_with('…'), "{long}");
    assert!(long.chars().count() <= 61, "{long}");
    assert_eq!(title(store.thread(SITE, "ann", "t2").await.unwrap()), "Short?");
}

async fn history_comes_in_pages_of_runs(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    for number in 1..=5 {
        answer(&log, "t", &format!("r{number}"), &["An", "swer"]).await;
    }
    begin(&log, "t", "r6").await;

    let mut before = None;
    let mut pages = Vec::new();
    loop {
        let page = store.history(SITE, "ann", "t", before, 2).await.unwrap().unwrap();
        before = page.messages.first().map(|(seq, _)| *seq);
        let ids = page.messages.iter().map(|(_, message)| message.id.clone()).collect::<Vec<_>>();
        assert!(page.messages.iter().all(|(_, message)| ["Hello", "Answer"].contains(&&*message.as_text())));
        pages.push(ids.join(" "));
        if !page.has_more {
            break;
        }
    }
    let expected = [
        "r4:question r4:answer r5:question r5:answer",
        "r2:question r2:answer r3:question r3:answer",
        "r1:question r1:answer",
    ];
    assert_eq!(pages, expected);
}

async fn a_run_under_way_is_found_until_it_ends(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    let first_seq = begin(&log, "t", "r").await;
    let active = store.active_run("t").await.unwrap().unwrap();
    assert_eq!((active.id.as_str(), active.first_seq, active.state), ("r", first_seq, RunState::Running));
    log.end_run("t", "r", Event::run_finished("t", "r", "success")).await.unwrap();
    assert_eq!(store.active_run("t").await.unwrap(), None);
    let ended = store.run(SITE, "ann", "r").await.unwrap().unwrap();
    assert_eq!((ended.state, ended.outcome.as_deref()), (RunState::Finished, Some("success")));
    assert_eq!((ended.thread_id.as_str(), ended.first_seq, ended.last_seq), ("t", 1, 2));
}

async fn a_cancelled_run_keeps_its_outcome(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    log.end_run("t", "r", Event::run_finished("t", "r", "cancelled")).await.unwrap();
    log.end_run("t", "r", Event::run_finished("t", "r", "success")).await.unwrap();
    let run = store.run(SITE, "ann", "r").await.unwrap().unwrap();
    assert_eq!((run.state, run.outcome.as_deref()), (RunState::Cancelled, Some("cancelled")));
    let page = store.history(SITE, "ann", "t", None, 9).await.unwrap().unwrap();
    assert_eq!(page.messages[1].1.extra["metadata"]["siesta"]["incomplete"], "cancelled");
    assert_eq!(store.read_events("t", 0, 9).await.unwrap().len(), 2);
}

async fn a_stranger_sees_nothing(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Secret"]).await;
    for (site, visitor) in [(SITE, "bob"), ("other site", "ann")] {
        assert_eq!(store.thread(site, visitor, "t").await.unwrap(), None);
        assert_eq!(store.history(site, visitor, "t", None, 9).await.unwrap(), None);
        assert_eq!(store.run(site, visitor, "r").await.unwrap(), None);
        assert_eq!(store.list_threads(site, visitor, 9).await.unwrap(), []);
        for (thread_id, run_id) in [("t", "r"), ("t", "new"), ("new", "r")] {
            let mut foreign = run(thread_id, run_id, "Hello");
            (foreign.site_id, foreign.visitor_id) = (site.to_owned(), visitor.to_owned());
            assert_eq!(log.begin_run(foreign).await.unwrap(), Begun::NotFound, "{thread_id} {run_id}");
        }
        assert_eq!(store.list_threads(site, visitor, 9).await.unwrap(), []);
    }
    assert_eq!(store.read_events("t", 0, 99).await.unwrap().last().unwrap().seq, 5);
}

async fn opening_again_keeps_everything(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    answer(&log, "t", "r", &["Kept"]).await;
    log.shutdown().await;
    let before = store.read_events("t", 0, 99).await.unwrap();
    store.close().await;
    let store = database.store().await;
    store.ping().await.unwrap();
    assert_eq!(store.read_events("t", 0, 99).await.unwrap(), before);
}

async fn a_thread_keeps_one_upstream_conversation_an_agent(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    assert_eq!(store.upstream_conversation("t", "agent").await.unwrap(), None);
    for conversation in ["first", "second"] {
        store.set_upstream_conversation("t", "agent", conversation).await.unwrap();
        let kept = store.upstream_conversation("t", "agent").await.unwrap();
        assert_eq!(kept.as_deref(), Some(conversation));
    }
    assert_eq!(store.upstream_conversation("t", "other agent").await.unwrap(), None);
    store.set_upstream_conversation("unknown", "agent", "first").await.unwrap();
    assert_eq!(store.upstream_conversation("unknown", "agent").await.unwrap(), None);
}

async fn results_are_taken_for_calls_that_wait_and_for_no_others(database: Database) {
    let store = database.store().await;
    let log = ThreadLog::start(store.clone(), "node");
    begin(&log, "t", "r").await;
    store.set_upstream_conversation("t", "agent", "conversation").await.unwrap();
    let call = |id: &str, output: Option<&str>| NewToolCall {
        id: id.to_owned(),
        upstream_id: format!("up-{id}"),
        tool: "open_map".to_owned(),
        output: output.map(str::to_owned),
    };
    let calls = [call("1", None), call("2", None), call("3", Some("refused"))];
    store.add_tool_calls("t", "r", "agent", &calls).await.unwrap();
    finish(&log, "t", "r").await;
    assert_eq!(store.called_tool(SITE, "ann", "t", "1").await.unwrap().as_deref(), Some("open_map"));
    assert_eq!(store.called_tool(SITE, "bob", "t", "1").await.unwrap(), None);
    assert_eq!(store.called_tool(SITE, "ann", "other", "1").await.unwrap(), None);

    let answers = |thread_id: &str, run_id: &str, agent_id: &str, ids: &[&str]| {
        let outputs = ids.iter().map(|id| ToolOutput { id: (*id).to_owned(), output: format!("out-{id}") });
        let answers = ToolAnswers { agent_id: agent_id.to_owned(), outputs: outputs.collect() };
        NewRun { tool_answers: Some(answers), ..run(thread_id, run_id, "") }
    };
    for (agent, ids) in [("agent", &["1", "unknown"][..]), ("other agent", &["1"])] {
        assert_eq!(log.begin_run(answers("t", "s", agent, ids)).await.unwrap(), Begun::NotPending, "{ids:?}");
    }
    assert_eq!(log.begin_run(answers("new", "s", "agent", &["1"])).await.unwrap(), Begun::NotFound);
    let undelivered = async || {
        let outputs = store.undelivered_outputs("t", "agent").await.unwrap();
        outputs.iter().map(|it| (it.upstream_id.clone(), it.output.clone())).collect::<Vec<_>>()
    };
    let pair = |id: &str, output: &str| (format!("up-{id}"), output.to_owned());
    assert_eq!(undelivered().await, [pair("3", "refused")], "a refused run changes nothing");

    assert!(matches!(
        log.begin_run(answers("t", "s", "agent", &["1"])).await.unwrap(),
        Begun::Started { .. }
    ));
    let outputs = undelivered().await;
    assert_eq!((&outputs[0], &outputs[2]), (&pair("1", "out-1"), &pair("3", "refused")));
    assert!(outputs[1].1.contains("cancelled"), "what was left out is closed: {outputs:?}");
    finish(&log, "t", "s").await;

    let heard = store.undelivered_outputs("t", "agent").await.unwrap();
    store.outputs_delivered(&heard[..1], OffsetDateTime::now_utc()).await.unwrap();
    assert_eq!(log.begin_run(answers("t", "u", "agent", &["1"])).await.unwrap(), Begun::NotPending, "heard");
    assert_eq!(undelivered().await, outputs[1..]);
    store.set_upstream_conversation("t", "agent", "new conversation").await.unwrap();
    assert_eq!(undelivered().await, [], "another conversation knows nothing of them");
    assert_eq!(log.begin_run(answers("t", "u", "agent", &["2"])).await.unwrap(), Begun::NotPending);
}
