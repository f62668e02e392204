//! WebKitGTK by its own driver, which says nothing of itself and needs a display.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::process::Process;

/// How long the driver may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(20);
/// Where Debian and Ubuntu keep the small browser, below a folder for the machine's kind.
const LIBRARIES: &str = "/usr/lib";
const BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

pub(super) async fn start(folder: &Path, proxy: &str) -> (String, Value, Vec<Process>) {
    let log = folder.join("driver.log");
    let mut display = Command::new("Xvfb");
    display.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
    let (display, number) = Process::start(&mut display, &log, |line| Some(line.trim().to_owned()));
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port is free").port();
    let mut driver = Command::new("WebKitWebDriver");
    driver.args(["--host=127.0.0.1", &format!("--port={port}")]).env("DISPLAY", format!(":{number}"));
    for variable in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
        driver.env(variable, folder);
    }
    let driver = Process::start_silent(&mut driver, &log);
    let address = format!("127.0.0.1:{port}");
    let listens = async {
        while TcpStream::connect(&address).await.is_err() {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, listens).await.expect("WebKitWebDriver listens");
    let capabilities = json!({
        "webkitgtk:browserOptions": { "binary": browser(), "args": ["--automation"] },
        "proxy": {
            "proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy, "noProxy": ["127.0.0.1", "localhost"],
        },
    });
    (format!("http://{address}"), capabilities, vec![driver, display])
}

fn browser() -> PathBuf {
    let kinds = std::fs::read_dir(LIBRARIES).into_iter().flatten().flatten();
    let browsers = kinds.map(|kind| kind.path().join(BROWSER));
    browsers.into_iter().find(|path| path.is_file()).expect("webkit2gtk-driver brings MiniBrowser")
}
