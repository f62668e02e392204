//! Lists and single things, as tables and as JSON.

use serde_json::Value;

use crate::dev_agent::AGENT;
use crate::support::{Place, text};

#[test]
fn every_list_is_a_table_with_a_head_or_an_array() {
    let place = Place::new();
    place.task("Call back");
    for (list, head) in [
        (["agents", "list"], "ID"),
        (["tasks", "list"], "ID"),
        (["collections", "list"], "ID"),
        (["connections", "list"], "ID"),
        (["workspaces", "list"], "ID"),
        (["audit", "list"], "ID"),
    ] {
        let table = place.done(&list);
        assert!(table.starts_with(head), "{list:?}: {table}");
        let items = place.json(&list);
        assert_eq!(table.lines().count(), items.as_array().unwrap().len() + 1, "{list:?}: {table}");
        assert!(table.lines().all(|line| line == line.trim_end()), "{table}");
    }
}

#[test]
fn a_list_is_cut_at_its_limit_and_says_how_to_go_on() {
    let place = Place::new();
    for title in ["a", "b", "c", "d", "e"] {
        place.task(title);
    }
    let run = place.run(&["tasks", "list", "--sort", "title", "--ascending", "--limit", "2"]);
    assert_eq!(run.stdout.lines().count(), 3, "{run:?}");
    assert_eq!(run.stderr, "2 of 5. --offset 2 shows the next, --all everything.\n");
    let run = place.run(&["tasks", "list", "--limit", "3", "--offset", "3"]);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (3, ""));
    for all in [&["tasks", "list", "--all"][..], &["tasks", "list", "--all", "--limit", "2"]] {
        assert_eq!(place.json(all).as_array().unwrap().len(), 5, "{all:?}");
    }
}

#[test]
fn tasks_are_found_by_what_they_are() {
    let place = Place::new();
    let (first, _) = (place.task("Feed the zebra"), place.task("Wash the giraffe"));
    place.done(&["tasks", "update", &first, "--status", "inReview", "--yes"]);
    let found = |filter: &[&str]| -> Vec<String> {
        let found = place.json(&[&["tasks", "list"], filter].concat());
        found.as_array().unwrap().iter().map(|task| text(&task["title"])).collect()
    };
    assert_eq!(found(&["--status", "inReview"]), ["Feed the zebra"]);
    assert_eq!(found(&["--search", "GIRAFFE"]), ["Wash the giraffe"]);
    assert_eq!(found(&["--workspace", &place.workspace(), "--status", "open"]), ["Wash the giraffe"]);
    assert!(found(&["--agent", AGENT]).is_empty());
}

#[test]
fn one_thing_is_shown_property_by_property() {
    let place = Place::new();
    let id = place.task("Call back");
    let shown = place.done(&["tasks", "get", &id]);
    assert!(shown.lines().any(|line| line.starts_with("title ") && line.ends_with("  Call back")), "{shown}");
    assert_eq!(place.json(&["tasks", "get", &id])["title"], "Call back");
}

#[test]
fn the_audit_log_tells_who_changed_what() {
    let place = Place::new();
    let id = place.task("Call back");
    place.done(&["tasks", "update", &id, "--status", "done", "--yes"]);
    let records =
        place.json(&["audit", "list", "--entity-type", "Task", "--entity", &id, "--action", "updated"]);
    let [record] = &records.as_array().unwrap()[..] else { panic!("{records}") };
    let shown = place.done(&["audit", "get", &text(&record["id"])]);
    assert!(shown.contains("status"), "{shown}");
    let earlier = place.json(&["audit", "list", "--entity", &id, "--to", "2020-01-31"]);
    assert_eq!(earlier, Value::Array(Vec::new()));
    let since = place.json(&["audit", "list", "--entity", &id, "--from", "2020-01-31T12:00:00+01:00"]);
    assert_eq!(since.as_array().unwrap().len(), 2);
}

#[test]
fn what_others_wrote_can_not_speak_to_the_terminal() {
    let place = Place::new();
    let id = place.task("red\u{1b}[31m and \u{202e}back");
    for shown in [place.done(&["tasks", "list"]), place.done(&["tasks", "get", &id])] {
        assert!(shown.contains("red [31m and  back"), "{shown:?}");
    }
}
