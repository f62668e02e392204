//! The page as a visitor meets it.

use std::fmt::Display;
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::{Key, WebElement, WindowHandle};

use super::engine::Browser;

/// How long something may take that has to happen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// The page in the browser. Expressions are JavaScript; `e2e` in them is the first script's helper.
pub struct Page {
    pub browser: Browser,
    site: String,
    problems: Vec<String>,
}

impl Page {
    pub fn new(browser: Browser, site: &str) -> Self {
        Self { browser, site: site.to_owned(), problems: Vec::new() }
    }

    /// Opens a page of the site.
    pub async fn open(&mut self, name: &str) {
        let url = format!("{}/{name}", self.site);
        self.open_url(&url).await;
    }

    /// Opens a page of anybody.
    pub async fn open_url(&mut self, url: &str) {
        self.collect().await;
        self.browser.driver.goto(url).await.expect("the page can be opened");
    }

    /// Opens a page of the site in another tab, and goes there.
    pub async fn open_in_tab(&mut self, name: &str) -> WindowHandle {
        self.collect().await;
        let tab = self.browser.open_tab().await;
        self.open(name).await;
        tab
    }

    /// The tab that is looked at.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.driver.window().await.expect("there is a tab")
    }

    /// Goes to a tab.
    pub async fn go_to(&mut self, tab: &WindowHandle) {
        self.collect().await;
        self.browser.go_to_tab(tab).await;
    }

    /// Goes back to the page before.
    pub async fn back(&mut self) {
        self.collect().await;
        self.browser.driver.back().await.expect("there is a page before");
    }

    /// Closes the tab that is looked at, and goes to another.
    pub async fn close_tab(&mut self, next: &WindowHandle) {
        self.collect().await;
        self.browser.driver.close_window().await.expect("the tab can be closed");
        self.browser.go_to_tab(next).await;
    }

    /// Loads the page again.
    pub async fn reload(&mut self) {
        self.collect().await;
        self.browser.driver.refresh().await.expect("the page can be loaded again");
    }

    /// The value of an expression now.
    pub async fn js(&self, expression: &str) -> Value {
        let script = format!("return ({expression})");
        match self.browser.driver.execute(&script, Vec::new()).await {
            Ok(value) => value.json().clone(),
            Err(error) => panic!("`{expression}` fails: {error}"),
        }
    }

    /// Runs statements.
    pub async fn run(&self, script: &str) {
        let done = self.browser.driver.execute(script, Vec::new()).await;
        done.unwrap_or_else(|error| panic!("`{script}` fails: {error}"));
    }

    /// Waits until an expression is true, and returns its value.
    pub async fn until(&self, expression: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let value = self.js(expression).await;
            if !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value != 0 {
                return value;
            }
            assert!(Instant::now() < deadline, "never came true: {expression}\n{}", self.shown().await);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until the page is shown again as it was left: the browser has kept it.
    pub async fn until_kept(&self) {
        if self.until("'kept' in e2e && String(e2e.kept)").await != "true" {
            panic!("the browser has not kept the page: {:#?}", self.browser.reasons_not_to_keep().await);
        }
    }

    /// Texts of all elements of the chat that match.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let texts = self.js(&format!("e2e.texts({selector:?})")).await;
        serde_json::from_value(texts).expect("texts are a list")
    }

    /// Waits for an element of the chat.
    pub async fn element(&self, selector: &str) -> WebElement {
        self.until(&format!("Boolean(e2e.find({selector:?}))")).await;
        let found = self.browser.driver.execute(format!("return e2e.find({selector:?})"), Vec::new()).await;
        found.and_then(|it| it.element()).expect("the element is still there")
    }

    /// Clicks on an element of the chat, once it is there.
    pub async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        element.click().await.unwrap_or_else(|error| panic!("{selector} takes no click: {error}"));
    }

    /// Types into the text box of the chat.
    pub async fn write(&self, text: &str) {
        self.element(".input").await.send_keys(text).await.expect("the text box takes text");
    }

    /// Presses keys, wherever the focus is.
    pub async fn press(&self, keys: impl Display) {
        let keys = self.browser.driver.action_chain().send_keys(keys.to_string());
        keys.perform().await.expect("keys can be pressed");
    }

    /// Opens the chat by its bubble, and waits until the widget has taken over.
    pub async fn open_chat(&self) {
        self.click(".launcher").await;
        self.until("e2e.taken() && e2e.find('.panel').hasAttribute('data-open')").await;
    }

    /// Opens a page of the site, and its chat.
    pub async fn visit(&mut self, name: &str) {
        self.open(name).await;
        self.open_chat().await;
    }

    /// The page names the function that asks the site who is signed in.
    pub async fn identify(&self) {
        self.run("SiestaChat.identify(() => fetch('/identity').then((answer) => answer.text()))").await;
    }

    /// Opens the list of earlier conversations, or closes it.
    pub async fn toggle_history(&self) {
        self.click("[aria-label='Earlier conversations']").await;
    }

    /// Opens the list of earlier conversations, which has so many of them.
    pub async fn history(&self, conversations: usize) {
        self.toggle_history().await;
        let expected = match conversations {
            0 => "e2e.text('.history').includes('No earlier conversations')".to_owned(),
            _ => format!("e2e.all('.history li').length === {conversations}"),
        };
        self.until(&expected).await;
    }

    /// Writes a question into the open chat and sends it.
    pub async fn ask(&self, question: &str) {
        self.write(question).await;
        self.press(Key::Enter.value()).await;
    }

    /// Asks, and waits for the whole answer: its text as shown.
    pub async fn ask_and_wait(&self, question: &str) -> String {
        let before = self.js("e2e.all('.message').length").await;
        self.ask(question).await;
        self.until(&format!("e2e.all('.message').length >= {before} + 2 && e2e.answered()")).await;
        self.answer().await
    }

    /// The newest answer's text as shown.
    pub async fn answer(&self) -> String {
        self.js("e2e.answer()").await.as_str().expect("an answer is text").to_owned()
    }

    /// All that went wrong on the pages so far: as they noticed it, and as the browser reported it.
    pub async fn problems(&mut self) -> Vec<String> {
        self.collect().await;
        std::mem::take(&mut self.problems)
    }

    /// What a person would see of the chat, for a failed test.
    pub async fn shown(&self) -> String {
        let script = "const shown = (node) => node.nodeType === 3 ? node.data : \
             [...node.childNodes].map(shown).join(node.children?.length ? '\\n' : ''); \
             const root = document.querySelector('siesta-chat-host')?.shadowRoot; \
             return `${location.href}\\n${root ? shown(root) : 'no chat'}\\n${e2e.problems.join('\\n')}`";
        match self.browser.driver.execute(script, Vec::new()).await {
            Ok(value) => value.json().as_str().unwrap_or_default().to_owned(),
            Err(error) => format!("the page can't be looked at: {error}"),
        }
    }

    async fn collect(&mut self) {
        let script = "return window.e2e?.problems.splice(0) ?? []";
        let noticed = self.browser.driver.execute(script, Vec::new()).await.expect("the page answers");
        self.problems.extend(noticed.convert::<Vec<String>>().expect("problems are texts"));
        self.problems.extend(self.browser.reports().await);
    }
}
