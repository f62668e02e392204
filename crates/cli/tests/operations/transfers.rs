//! Files up and down.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Place, text};
use crate::terminal;

fn content() -> Vec<u8> {
    (0..800_000u32).flat_map(u32::to_le_bytes).collect()
}

/// Uploads the content as `large.bin` and returns its id.
fn uploaded(place: &Place) -> String {
    std::fs::write(place.folder.path().join("large.bin"), content()).unwrap();
    text(&place.json(&["files", "upload", "large.bin", "--yes"])["id"])
}

#[test]
fn a_file_goes_up_and_comes_down_under_its_name() {
    let place = Place::new();
    let id = uploaded(&place);
    let original = place.folder.path().join("large.bin");
    std::fs::remove_file(&original).unwrap();
    let run = place.run(&["files", "download", &id]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "3200000 bytes in large.bin\n"));
    assert!(std::fs::read(&original).unwrap() == content());
}

#[test]
fn the_type_is_guessed_from_the_name_or_told() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("a.pdf"), "x").unwrap();
    assert_eq!(place.json(&["files", "upload", "a.pdf", "--yes"])["contentType"], "application/pdf");
    let told =
        place.json(&["files", "upload", "a.pdf", "--content-type", "text/x-own", "--name", "b", "--yes"]);
    assert_eq!((&told["contentType"], &told["name"]), (&"text/x-own".into(), &"b".into()));
}

#[test]
fn standard_input_goes_up_and_standard_output_takes_what_comes_down() {
    let place = Place::new();
    let run = place.run_with_input(&["files", "upload", "-", "--name", "n.txt", "--yes", "--json"], b"piped");
    assert_eq!(run.code, 0, "{run:?}");
    let stored: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(place.done(&["files", "download", &text(&stored["id"]), "--output", "-"]), "piped");
    let nameless = place.run_with_input(&["files", "upload", "-", "--yes"], b"piped");
    assert_eq!(nameless.code, 2, "{nameless:?}");
    assert!(nameless.stderr.contains("--name"), "{}", nameless.stderr);
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_that_is_meant() {
    let place = Place::new();
    let id = uploaded(&place);
    let kept = place.folder.path().join("kept");
    std::fs::write(&kept, "mine").unwrap();
    let run = place.run(&["files", "download", &id, "--output", "kept"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("kept exists already") && run.stderr.contains("--force"), "{}", run.stderr);
    assert_eq!(std::fs::read(&kept).unwrap(), b"mine");
    place.done(&["files", "download", &id, "--output", "kept", "--force"]);
    assert!(std::fs::read(&kept).unwrap() == content());
}

#[test]
fn a_download_that_is_cut_leaves_nothing_behind() {
    let place = Place::with(&["--fault", "cut:after=1000000,on=GET /api/v1/File"]);
    let id = uploaded(&place);
    let run = place.run(&["files", "download", &id, "--output", "half"]);
    assert_eq!(run.code, 2, "{run:?}");
    let left: Vec<_> = std::fs::read_dir(&place.folder).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["large.bin"]);
}

#[test]
fn a_download_that_is_stopped_leaves_nothing_behind() {
    let place = Place::with(&["--fault", "slow:ms=200,on=GET /api/v1/File"]);
    let id = uploaded(&place);
    let mut command = place.command(&["files", "download", &id, "--output", "half"]);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let left = || std::fs::read_dir(&place.folder).unwrap().count();
    // The part is there and grows slowly.
    while left() < 2 {
        std::thread::yield_now();
    }
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(left(), 1, "{output:?}");
    assert!(!output.status.success());
}

#[test]
fn a_transfer_draws_a_bar_on_a_terminal_and_nothing_elsewhere() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("large.bin"), content()).unwrap();
    let (code, seen) = terminal::run(place.command(&["files", "upload", "large.bin"]), "[y/N]", "y");
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("/3.05 MiB"), "{seen}");
    let run = place.run(&["files", "upload", "large.bin", "--yes"]);
    assert!(!run.stderr.contains("MiB"), "{}", run.stderr);
}
