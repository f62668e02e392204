//! Firefox by geckodriver.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::process::Process;
use crate::support::servers::binary;

/// What geckodriver prints once it listens, behind the time.
const READY: &str = "Listening on ";

pub(super) fn start(folder: &Path, proxy: &str) -> (String, Value, Vec<Process>) {
    let profiles = folder.join("firefox");
    std::fs::create_dir_all(&profiles).expect("a folder can be made");
    let mut command = Command::new(binary("GECKODRIVER_BIN"));
    command.args(["--host", "127.0.0.1", "--port", "0", "--profile-root"]).arg(&profiles);
    // Firefox wants a home that is its own.
    command.env("HOME", &profiles).env("MOZ_HEADLESS_WIDTH", "1280").env("MOZ_HEADLESS_HEIGHT", "900");
    let ready = |line: &str| Some(format!("http://{}", line.split_once(READY)?.1.trim()));
    let (process, url) = Process::start(&mut command, &folder.join("driver.log"), ready);
    let capabilities = json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless"],
            "prefs": {
                // It asks for none of these here.
                "app.normandy.enabled": false, "browser.safebrowsing.downloads.enabled": false,
                "browser.safebrowsing.malware.enabled": false, "browser.safebrowsing.phishing.enabled": false,
                "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
            },
        },
        "proxy": { "proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy },
    });
    (url, capabilities, vec![process])
}
