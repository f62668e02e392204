//! Nothing is written before somebody has agreed.

use crate::support::Place;
use crate::terminal;

fn titles(place: &Place) -> Vec<String> {
    let tasks = place.json(&["tasks", "list"]);
    tasks.as_array().unwrap().iter().map(|task| crate::support::text(&task["title"])).collect()
}

#[test]
fn without_a_terminal_a_write_is_shown_and_not_made() {
    let place = Place::new();
    let task = place.task("there");
    let workspace = place.workspace();
    std::fs::write(place.folder.path().join("f"), "x").unwrap();
    let writes: [&[&str]; 6] = [
        &["agents", "create", "new"],
        &["tasks", "create", "new", "--workspace", &workspace],
        &["tasks", "update", &task, "--title", "new"],
        &["collections", "create", "new"],
        &["collections", "update", &task, "--name", "new"],
        &["files", "upload", "f", "--name", "new"],
    ];
    let before = place.json(&["audit", "list", "--all"]);
    for write in writes {
        let run = place.run(write);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{write:?}");
        assert!(run.stderr.contains("add --yes") && run.stderr.contains("  new"), "{}", run.stderr);
    }
    assert_eq!(place.json(&["audit", "list", "--all"]), before, "the audit log has no write");
}

#[test]
fn on_a_terminal_the_person_decides() {
    let place = Place::new();
    let workspace = place.workspace();
    let create = |title: &str, answer: &str| {
        let command = place.command(&["tasks", "create", title, "--workspace", &workspace]);
        terminal::run(command, "Go ahead? [y/N]", answer)
    };
    let (code, seen) = create("refused", "n");
    assert_eq!(code, 1, "{seen}");
    assert!(
        seen.contains("Create a task at http://127.0.0.1") && seen.contains("Nothing was changed"),
        "{seen}"
    );
    assert_eq!(create("unanswered", "").0, 1, "no answer is no consent");
    assert_eq!(create("wanted", "y").0, 0);
    assert_eq!(titles(&place), ["wanted"]);
}
