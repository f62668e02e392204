//! Browser engines behind WebDriver: Chromium for every case, and one case of each mechanism for the others.

mod chromium;
mod firefox;
mod webkit;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver, WindowHandle};
use tokio::time::timeout;

use super::process::Process;

/// Runs before the page's own scripts.
pub const FIRST_SCRIPT: &str = include_str!("page.js");

/// How long a browser may take to open, on a busy machine, and how often it is tried.
const OPENED: Duration = Duration::from_secs(25);
const ATTEMPTS: u32 = 5;

/// A browser engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by chromedriver, with its logs and the DevTools protocol.
    #[default]
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
    /// WebKitGTK's small browser by WebKitWebDriver, on a display of its own.
    WebKit,
}

/// A browser with one session.
pub struct Browser {
    engine: Engine,
    pub driver: WebDriver,
    /// From the top: the driver with its browser, then what they stand on.
    _processes: Vec<Process>,
}

impl Engine {
    /// Starts a driver of its own, and a browser with an empty profile below `folder`. All other machines are
    /// behind the proxy.
    pub async fn start(self, folder: &Path, proxy: &str) -> Browser {
        let mut attempt = 1;
        loop {
            let opened = timeout(OPENED, self.open(folder, proxy)).await;
            match opened.map_err(|_| format!("no browser within {} s", OPENED.as_secs())).flatten() {
                Ok(browser) => {
                    browser.watch_tab().await;
                    return browser;
                }
                Err(problem) if attempt < ATTEMPTS => eprintln!("{self:?}, attempt {attempt}: {problem}"),
                Err(problem) => panic!("{self:?} does not open: {problem}"),
            }
            attempt += 1;
        }
    }

    /// Drivers now and then fail to open a browser, or say nothing for ever.
    async fn open(self, folder: &Path, proxy: &str) -> Result<Browser, String> {
        let (url, capabilities, processes) = match self {
            Self::Chromium => chromium::start(folder, proxy),
            Self::Firefox => firefox::start(folder, proxy),
            Self::WebKit => webkit::start(folder, proxy).await,
        };
        let mut all = Capabilities::new();
        for (name, value) in capabilities.as_object().into_iter().flatten() {
            all.set(name, value).expect("a capability is JSON");
        }
        let driver = WebDriver::new(url, all).await.map_err(|error| error.to_string())?;
        Ok(Browser { engine: self, driver, _processes: processes })
    }

    /// Whether pages have to bring the first script themselves.
    pub fn needs_first_script(self) -> bool {
        self != Self::Chromium
    }
}

impl Browser {
    /// Makes the first script part of all pages of the tab.
    async fn watch_tab(&self) {
        if self.engine == Engine::Chromium {
            let script = json!({ "source": FIRST_SCRIPT });
            let added = self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await;
            added.expect("the browser takes a first script");
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

    /// Takes the network away from the tab, or gives it back; its pages are told. In Chromium only.
    pub async fn set_offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let none =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", none).await;
    }

    /// Shows pages as for somebody who prefers this colour scheme: `light` or `dark`. In Chromium only.
    pub async fn prefer_colours(&self, scheme: &str) {
        self.prefer(&[("prefers-color-scheme", scheme)]).await;
    }

    /// The same for any preferences, such as `forced-colors` and `active`. In Chromium only.
    pub async fn prefer(&self, preferences: &[(&str, &str)]) {
        let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<_> = preferences.iter().map(feature).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Shows pages in a window of this size, in CSS pixels, with a finger instead of a mouse if it is a phone's. In
    /// Chromium only.
    pub async fn resize(&self, width: u32, height: u32, is_phone: bool) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": is_phone })).await;
    }

    /// What the browser counts of a page, garbage left out: `Nodes`, `JSEventListeners`, `JSHeapUsedSize` and so on.
    /// In Chromium only.
    pub async fn count(&self, name: &str) -> f64 {
        self.devtools("HeapProfiler.enable", json!({})).await;
        self.devtools("HeapProfiler.collectGarbage", json!({})).await;
        self.devtools("Performance.enable", json!({})).await;
        let counts = self.devtools("Performance.getMetrics", json!({})).await;
        let all = counts["metrics"].as_array().expect("the browser counts");
        let count = all.iter().find(|it| it["name"] == name).expect("the browser counts this");
        count["value"].as_f64().expect("it is a number")
    }

    /// Turns the wheel over a point, downwards by this many CSS pixels. In Chromium only.
    pub async fn wheel(&self, (x, y): (f64, f64), pixels: f64) {
        let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": pixels });
        self.devtools("Input.dispatchMouseEvent", event).await;
    }

    /// Draws a finger over the glass from a point, downwards by this many CSS pixels. In Chromium only.
    pub async fn draw(&self, (x, y): (f64, f64), pixels: f64) {
        let touch = |kind: &str, points: Value| json!({ "type": kind, "touchPoints": points });
        let point = |down: f64| json!([{ "x": x, "y": y + down }]);
        self.devtools("Input.dispatchTouchEvent", touch("touchStart", point(0.0))).await;
        for step in 1..=5 {
            let down = pixels * f64::from(step) / 5.0;
            self.devtools("Input.dispatchTouchEvent", touch("touchMove", point(down))).await;
        }
        self.devtools("Input.dispatchTouchEvent", touch("touchEnd", json!([]))).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{command} is a command of Chromium");
        let done = self.driver.cdp().send_raw(command, parameters).await;
        done.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Errors and warnings that the browser logged since the last call. Others than Chromium have no such log; what
    /// the first script notes is all there is.
    pub async fn reports(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let entries = self.driver.browser_log().await.expect("the driver gives its log");
        let loud = |level: &str| matches!(level, "SEVERE" | "WARNING");
        entries.into_iter().filter(|it| loud(&it.level)).map(|it| it.message).collect()
    }

    /// Addresses that the browser asked for since the last call, whoever asked. Others than Chromium know only those
    /// of the page that they show; the proxy sees what went to other machines.
    pub async fn requests(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            let script =
                "return performance.getEntries().map((it) => it.name).filter((it) => it.includes(':'))";
            let names = self.driver.execute(script, Vec::new()).await.expect("the page answers");
            return names.convert().expect("names are texts");
        }
        let entries = self.driver.get_log("performance").await.expect("the driver gives its log");
        entries.iter().filter_map(|entry| chromium::requested(&entry.message)).collect()
    }

    /// Why the last page that was left could not be kept for the way back. In Chromium only.
    pub async fn reasons_not_to_keep(&self) -> Vec<String> {
        let entries = self.driver.get_log("performance").await.expect("the driver gives its log");
        entries.into_iter().map(|it| it.message).filter(|it| it.contains("backForwardCacheNotUsed")).collect()
    }
}
