//! Everything by keyboard.

use thirtyfour::Key;

use crate::support::{Engine, Setup, run};

#[test]
fn a_chat_needs_no_mouse() {
    keyboard(Engine::Chromium);
}

/// In an engine.
pub(super) fn keyboard(engine: Engine) {
    run(Setup { engine, ..Setup::default() }, async |case| {
        case.page.open("plain.html").await;
        let page = &case.page;
        page.until("Boolean(e2e.find('.launcher'))").await;
        // The page's own link comes first.
        page.press(Key::Tab.value()).await;
        assert_eq!(page.js("e2e.focused().textContent").await, "More");
        page.press(Key::Tab.value()).await;
        assert_eq!(page.js("e2e.focused().className").await, "launcher");
        page.press(Key::Enter.value()).await;
        page.until("e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.js("e2e.focused().className").await, "input");
        assert_eq!(page.js("e2e.find('.launcher').getAttribute('aria-expanded')").await, "true");

        page.until("e2e.taken()").await;
        assert_eq!(page.js("e2e.focused().className").await, "input");
        page.press("What is the accent colour?").await;
        page.press(Key::Enter.value()).await;
        page.until("e2e.answered()").await;
        assert!(page.answer().await.contains("comes from the manifest"));

        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.js("e2e.focused().className").await, "launcher");
        assert_eq!(page.js("e2e.find('.launcher').getAttribute('aria-expanded')").await, "false");
    });
}

#[test]
fn shift_and_enter_begins_a_line_and_sends_nothing() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.write("one").await;
        let keys = page.browser.driver.action_chain();
        let keys =
            keys.key_down(Key::Shift).send_keys(Key::Enter.value()).key_up(Key::Shift).send_keys("two");
        keys.perform().await.expect("keys can be pressed");
        assert_eq!(page.js("e2e.find('.input').value").await, "one\ntwo");
        assert_eq!(page.js("e2e.all('.message').length").await, 0);
    });
}
