//! Running the command on a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// Runs the command with a terminal for standard input and error. When `question` is on the screen, `answer` is
/// typed. Returns the exit code, and what the terminal showed.
pub fn run(mut command: Command, question: &str, answer: &str) -> (i32, String) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = File::options().read(true).write(true).open(name).unwrap();
    command.stdin(Stdio::from(slave.try_clone().unwrap())).stderr(Stdio::from(slave));
    let mut child = command.env("TERM", "xterm").stdout(Stdio::null()).spawn().unwrap();
    // The command holds the only handles to the terminal from here on, so that it closes with it.
    drop(command);

    let mut master = File::from(master);
    let (shown, screen) = mpsc::channel();
    let mut reader = master.try_clone().unwrap();
    let reading = std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // A terminal that nobody holds any more reads as an error.
        while let Ok(length @ 1..) = reader.read(&mut bytes) {
            shown.send(bytes[..length].to_vec()).unwrap();
        }
    });
    let mut seen = Vec::new();
    let mut is_asked = false;
    for bytes in screen {
        seen.extend(bytes);
        if !is_asked && String::from_utf8_lossy(&seen).contains(question) {
            master.write_all(format!("{answer}\n").as_bytes()).unwrap();
            is_asked = true;
        }
    }
    reading.join().unwrap();
    let code = child.wait().unwrap().code().unwrap();
    let seen = String::from_utf8_lossy(&seen).into_owned();
    assert!(is_asked, "{code}: {seen}");
    (code, seen)
}
