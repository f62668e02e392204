//! One case: its own servers, its own browser, and the demands that every case makes.

mod ag_ui_server;
mod database;
mod engine;
mod identity;
pub mod knowledge;
mod model;
mod outside;
mod page;
mod process;
mod proxy;
mod servers;
mod site;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use tempfile::TempDir;

use ag_ui_server::AgUiServer;
pub use engine::Engine;
use model::Model;
pub use outside::Outside;
pub use page::Page;
pub use proxy::{Fault, Proxy};
pub use servers::{AgentSettings, Backend, BackendSettings, DevAgent, root};
pub use site::Site;

/// Cases that run at once: each has a browser.
const AT_ONCE: usize = 2;
/// How long a case may take, so that one that hangs says so.
const LONGEST: Duration = Duration::from_secs(180);

/// What a case needs.
pub struct Setup {
    /// The browser.
    pub engine: Engine,
    /// Files of the dev agent's knowledge folder.
    pub knowledge: Vec<(&'static str, String)>,
    /// What a model says instead, by number, and where it is cut at random.
    pub answers: Option<(Vec<String>, u64)>,
    /// What the links of citations begin with; by default the site's documentation.
    pub link_base: &'static str,
    /// Pause between two pieces of an answer.
    pub token_interval_ms: u64,
    /// How the backend is started.
    pub backend: BackendSettings,
    /// Whether a stock AG-UI server is there, too.
    pub ag_ui_server: bool,
    /// Whether pages reach the backend through the proxy only.
    pub through_proxy: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            knowledge: knowledge::standard(),
            answers: None,
            link_base: "",
            token_interval_ms: 0,
            backend: BackendSettings::default(),
            ag_ui_server: false,
            through_proxy: false,
        }
    }
}

/// A running case. Fields are dropped from the top: the browser before the servers, the files last.
pub struct Case {
    pub page: Page,
    pub backend: Backend,
    pub agent: DevAgent,
    pub proxy: Proxy,
    pub site: Site,
    pub outside: Outside,
    pub model: Option<Model>,
    engine: Engine,
    _ag_ui_server: Option<AgUiServer>,
    expected: Vec<&'static str>,
    tolerated: Vec<&'static str>,
    folder: TempDir,
}

impl Case {
    async fn start(setup: Setup) -> Self {
        let folder = tempfile::Builder::new().prefix("chat-e2e-").tempdir().expect("a folder can be made");
        let path = folder.path();
        let outside = Outside::start().await;
        let site = Site::start(setup.engine.needs_first_script()).await;
        let model = match setup.answers {
            Some((answers, seed)) => Some(Model::start(answers, seed).await),
            None => None,
        };
        let docs = format!("{}/docs/", site.url());
        let agent = DevAgent::start(
            path,
            &AgentSettings {
                knowledge: &setup.knowledge,
                link_base: if setup.link_base.is_empty() { &docs } else { setup.link_base },
                token_interval_ms: setup.token_interval_ms,
                model_url: model.as_ref().map(Model::url),
            },
        );
        let backend = Backend::start(path, &agent, &setup.backend);
        let ag_ui_server = setup.ag_ui_server.then(|| AgUiServer::start(path, site.url()));
        if let Some(server) = &ag_ui_server {
            site.name_agent(server.url());
        }
        let proxy = Proxy::start(backend.url()).await;
        site.embed(if setup.through_proxy { proxy.url() } else { backend.url() });
        let browser = setup.engine.start(path, outside.address()).await;
        let page = Page::new(browser, site.url());
        Self {
            page,
            backend,
            agent,
            proxy,
            site,
            outside,
            model,
            engine: setup.engine,
            _ag_ui_server: ag_ui_server,
            expected: Vec::new(),
            tolerated: Vec::new(),
            folder,
        }
    }

    /// The case makes the browser or the chat report something that contains `part`. It has to.
    pub fn expect_report(&mut self, part: &'static str) {
        self.expected.push(part);
    }

    /// The same, where chance decides whether the browser comes to report it.
    pub fn tolerate_report(&mut self, part: &'static str) {
        self.tolerated.push(part);
    }

    /// The case breaks connections, and the browser may report how.
    pub fn tolerate_report_of_cuts(&mut self) {
        for part in ["ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"] {
            self.tolerate_report(part);
        }
    }

    /// A browser on another device: it knows nothing of the first.
    pub async fn device(&self) -> Page {
        let folder = self.folder.path().join("device");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        Page::new(self.engine.start(&folder, self.outside.address()).await, self.site.url())
    }

    /// What visitors have asked, as the database has it.
    pub async fn questions(&self) -> Vec<String> {
        database::questions(self.backend.database()).await
    }

    /// Makes the only conversation long: this many more questions and answers.
    pub async fn lengthen(&self, exchanges: u32) {
        database::lengthen(self.backend.database(), exchanges).await;
    }

    /// What every case demands: nothing went wrong that it didn't expect, and nobody asked for another machine.
    async fn check(&mut self) -> Result<(), String> {
        let problems = self.page.problems().await;
        let known = |it: &&String| self.expected.iter().chain(&self.tolerated).any(|part| it.contains(part));
        let unexpected: Vec<_> = problems.iter().filter(|it| !known(it)).collect();
        if !unexpected.is_empty() {
            return Err(format!("reported on the page: {unexpected:#?}"));
        }
        if let Some(part) = self.expected.iter().find(|part| !problems.iter().any(|it| it.contains(**part))) {
            return Err(format!("nothing reported {part:?}"));
        }
        let requests = self.page.browser.requests().await;
        if requests.is_empty() {
            return Err("the browser recorded no request".to_owned());
        }
        let local = ["http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:", "chrome:"];
        match requests.iter().find(|url| !local.iter().any(|prefix| url.starts_with(prefix))) {
            Some(url) => Err(format!("the page asked for {url}")),
            None => match self.outside.asked().as_slice() {
                [] => Ok(()),
                asked => Err(format!("asked of other machines: {asked:#?}")),
            },
        }
    }

    /// Leaves behind what helps to understand a failure: a screenshot, and what the servers said.
    async fn keep_evidence(&self, name: &str) {
        let file =
            |extension: &str| evidence_folder().join(name.replace("::", "-")).with_extension(extension);
        if let Err(error) = self.page.browser.driver.screenshot(&file("png")).await {
            eprintln!("no screenshot: {error}");
        }
        let said = |log| std::fs::read_to_string(self.folder.path().join(log)).unwrap_or_default();
        let logs =
            ["backend.log", "dev-agent.log", "ag-ui-server.log"].map(|log| format!("{log}:\n{}", said(log)));
        std::fs::write(file("log"), logs.concat()).expect("target/ can be written to");
        eprintln!("evidence: {} and .log\n{}", file("png").display(), self.page.shown().await);
    }
}

/// Where screenshots and measurements go: `target/e2e`.
pub fn evidence_folder() -> PathBuf {
    let folder = root().join("target/e2e");
    std::fs::create_dir_all(&folder).expect("target/ can be written to");
    folder
}

/// The text of axe-core, which judges accessibility.
pub fn axe_source() -> String {
    let path = std::env::var_os("AXE_PATH").expect("AXE_PATH is set: run these tests with `cargo xtask e2e`");
    std::fs::read_to_string(path).expect("axe-core is installed")
}

/// Runs a case, then makes the demands that every case makes.
pub fn run(setup: Setup, body: impl AsyncFnOnce(&mut Case)) {
    let _turn = Turn::take();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime can be made").block_on(async {
        let name = std::thread::current().name().unwrap_or("case").to_owned();
        let mut case = Case::start(setup).await;
        let all = async {
            body(&mut case).await;
            if let Err(problem) = case.check().await {
                panic!("{problem}");
            }
        };
        let outcome = AssertUnwindSafe(tokio::time::timeout(LONGEST, all)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            case.keep_evidence(&name).await;
        }
        match outcome {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(timely) => timely.expect("the case came to its end in time"),
        }
    });
}

/// The right to run; others wait for it.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let running = RUNNING.lock().expect("no holder panics");
        let mut running = ENDED.wait_while(running, |running| *running >= AT_ONCE).expect("no holder panics");
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().expect("no holder panics") -= 1;
        ENDED.notify_one();
    }
}
