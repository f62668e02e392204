//! Chromium by chromedriver.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::process::Process;

/// What chromedriver prints once it listens.
const READY: &str = "ChromeDriver was started successfully on port ";

pub(super) fn start(folder: &Path, proxy: &str) -> (String, Value, Vec<Process>) {
    let mut command = Command::new("chromedriver");
    // The profile goes where it is removed even when the browser was killed.
    command.args(["--port=0", "--log-level=SEVERE"]).env("TMPDIR", folder);
    let ready = |line: &str| {
        let port = line.strip_prefix(READY)?.trim_end_matches('.');
        Some(format!("http://127.0.0.1:{port}"))
    };
    let log = folder.join("driver.log");
    // It takes a free port of IPv4, wants the same of IPv6, and gives up when that is in use.
    let (process, url) = Process::try_start(&mut command, &log, ready)
        .or_else(|_| Process::try_start(&mut command, &log, ready))
        .unwrap_or_else(|_| Process::start(&mut command, &log, ready));
    let capabilities = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": { "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1280,900", format!("--proxy-server=http://{proxy}"),
        ] },
    });
    (url, capabilities, vec![process])
}

/// The address of an entry of the performance log that tells of a request.
pub(super) fn requested(entry: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(entry).ok()?;
    let (method, params) = (&entry["message"]["method"], &entry["message"]["params"]);
    let url = match method.as_str()? {
        "Network.requestWillBeSent" => &params["request"]["url"],
        "Network.webSocketCreated" => &params["url"],
        _ => return None,
    };
    url.as_str().map(str::to_owned)
}
