//! What can't be done, and how that is said.

use std::process::Stdio;

use crate::dev_agent::{DevAgent, KEY};
use crate::support::Place;

#[test]
fn missing_settings_are_named_all_at_once() {
    let place = Place::new();
    let mut command = place.command(&["tasks", "list"]);
    let output = command.env_remove("SIESTA_API_KEY").env_remove("SIESTA_ORG_ID").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("SIESTA_API_KEY and SIESTA_ORG_ID are not set"), "{message}");
}

#[test]
fn the_key_is_no_option_and_never_shown() {
    let place = Place::new();
    let help = place.done(&["tasks", "list", "--help"]);
    assert!(help.contains("SIESTA_API_KEY") && !help.contains("--key") && !help.contains(KEY), "{help}");
    let mut command = place.command(&["tasks", "list"]);
    let output = command.env("SIESTA_API_KEY", "a-wrong-but-secret-key").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("invalid_api_key") && !message.contains("a-wrong-but-secret-key"), "{message}");
}

#[test]
fn a_refusal_comes_with_the_apis_own_words_and_each_wrong_field() {
    let place = Place::new();
    let workspace = place.workspace();
    let run = place.run(&["tasks", "create", " ", "--workspace", &workspace, "--yes"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("400 Bad Request") && run.stderr.contains("\n  title: "), "{}", run.stderr);
    assert!(run.stderr.contains("request id "), "{}", run.stderr);
}

#[test]
fn what_is_not_there_and_who_does_not_answer_end_with_2() {
    let place = Place::new();
    let unknown = "00000000-0000-4000-8000-000000000000";
    for command in [["tasks", "get"], ["collections", "get"], ["audit", "get"], ["files", "download"]] {
        let run = place.run(&[&command[..], &[unknown]].concat());
        assert_eq!(run.code, 2, "{command:?}: {run:?}");
        assert!(run.stderr.contains("404 Not Found"), "{}", run.stderr);
    }
    let gone = { DevAgent::start(&[]).url.clone() };
    let run = place.run(&["tasks", "list", "--url", &gone]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no connection to the API"), "{}", run.stderr);
}

#[test]
fn a_key_that_would_travel_in_the_clear_is_warned_about() {
    let place = Place::new();
    let run = place.run(&["tasks", "list", "--url", "http://nowhere.invalid"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("Warning: http://nowhere.invalid is plain http"), "{}", run.stderr);
    assert_eq!(place.run(&["tasks", "list"]).stderr, "", "the dev agent is on this machine");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let place = Place::new();
    let mut child =
        place.command(&["agents", "list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");
}
