//! Browser engines behind WebDriver. Others than Chromium join as variants.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver, WindowHandle};

use super::process::Process;

/// Runs before the page's own scripts.
const FIRST_SCRIPT: &str = include_str!("page.js");

/// What chromedriver prints once it listens.
const CHROMEDRIVER_READY: &str = "ChromeDriver was started successfully on port ";

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by chromedriver, with its logs and the DevTools protocol.
    Chromium,
}

/// A browser with one session.
pub struct Browser {
    engine: Engine,
    pub driver: WebDriver,
    _process: Process,
}

impl Engine {
    /// The one that `E2E_BROWSER` names; Chromium without it.
    pub fn from_environment() -> Self {
        match std::env::var("E2E_BROWSER").as_deref() {
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok(other) => panic!("E2E_BROWSER is {other}: only chromium is known"),
        }
    }

    /// Starts a driver of its own, and a browser with an empty profile below `folder`.
    pub async fn start(self, folder: &Path) -> Browser {
        match self {
            Self::Chromium => {
                let mut command = Command::new("chromedriver");
                // The profile goes where it is removed even when the browser was killed.
                command.args(["--port=0", "--log-level=SEVERE"]).env("TMPDIR", folder);
                let ready = |line: &str| {
                    let port = line.strip_prefix(CHROMEDRIVER_READY)?.trim_end_matches('.');
                    Some(format!("http://127.0.0.1:{port}"))
                };
                let log = folder.join("driver.log");
                // It takes a free port of IPv4, wants the same of IPv6, and gives up when that is in use.
                let (process, url) = Process::try_start(&mut command, &log, ready)
                    .or_else(|_| Process::try_start(&mut command, &log, ready))
                    .unwrap_or_else(|_| Process::start(&mut command, &log, ready));
                let driver = session(&url, &chromium()).await;
                let browser = Browser { engine: self, driver, _process: process };
                browser.watch_tab().await;
                browser
            }
        }
    }
}

impl Browser {
    /// Makes the first script part of all pages of the tab.
    async fn watch_tab(&self) {
        match self.engine {
            Engine::Chromium => {
                let script = json!({ "source": FIRST_SCRIPT });
                let added = self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await;
                added.expect("the browser takes a first script");
            }
        }
    }

    /// Opens another tab and goes there.
    pub async fn open_tab(&self) -> WindowHandle {
        let tab = self.driver.new_tab().await.expect("a tab can be opened");
        self.go_to_tab(&tab).await;
        self.watch_tab().await;
        tab
    }

    /// Goes to a tab.
    pub async fn go_to_tab(&self, tab: &WindowHandle) {
        self.driver.switch_to_window(tab.clone()).await.expect("the tab is there");
    }

    /// Takes the network away from the tab, or gives it back; its pages are told.
    pub async fn set_offline(&self, offline: bool) {
        match self.engine {
            Engine::Chromium => {
                let enabled = self.driver.cdp().send_raw("Network.enable", json!({})).await;
                enabled.expect("the browser has a network");
                let none = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
                let set = self.driver.cdp().send_raw("Network.emulateNetworkConditions", none).await;
                set.expect("the browser's network can be taken away");
            }
        }
    }

    /// Errors and warnings that the browser logged since the last call.
    pub async fn reports(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => {
                let entries = self.driver.browser_log().await.expect("the driver gives its log");
                let loud = |level: &str| matches!(level, "SEVERE" | "WARNING");
                entries.into_iter().filter(|it| loud(&it.level)).map(|it| it.message).collect()
            }
        }
    }

    /// Addresses that the browser asked for since the last call, whoever asked.
    pub async fn requests(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => {
                let entries = self.driver.get_log("performance").await.expect("the driver gives its log");
                let url = |text: &str| {
                    let entry: Value = serde_json::from_str(text).ok()?;
                    let (method, params) = (&entry["message"]["method"], &entry["message"]["params"]);
                    let url = match method.as_str()? {
                        "Network.requestWillBeSent" => &params["request"]["url"],
                        "Network.webSocketCreated" => &params["url"],
                        _ => return None,
                    };
                    url.as_str().map(str::to_owned)
                };
                entries.iter().filter_map(|entry| url(&entry.message)).collect()
            }
        }
    }

    /// Shows pages as for somebody who prefers this colour scheme: `light` or `dark`.
    pub async fn prefer_colours(&self, scheme: &str) {
        match self.engine {
            Engine::Chromium => {
                let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
                let set = self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await;
                set.expect("the browser takes a colour scheme");
            }
        }
    }
}

async fn session(url: &str, capabilities: &Value) -> WebDriver {
    let mut all = Capabilities::new();
    for (name, value) in capabilities.as_object().into_iter().flatten() {
        all.set(name, value).expect("a capability is JSON");
    }
    WebDriver::new(url, all).await.expect("the driver opens a browser")
}

fn chromium() -> Value {
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": { "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1280,900",
            // Names other than this machine's lead nowhere.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ] },
    })
}
