//! One tag is enough, two do no harm, and the page keeps its own keys.

use thirtyfour::Key;

use crate::support::{Setup, run};

#[test]
fn a_page_loads_nothing_but_the_loader_until_somebody_is_interested() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.page.open("plain.html").await;
        case.page.until("Boolean(e2e.find('.launcher'))").await;
        assert_eq!(case.proxy.count("GET /chat-widget.js"), 1);
        assert_eq!(case.proxy.count(" /v"), 0);
        case.page.open_chat().await;
        assert_eq!(case.proxy.count("widget_bg.wasm"), 1);
        // Nobody becomes a visitor by looking.
        case.page.until("Boolean(e2e.find('.suggestion'))").await;
        assert_eq!(case.proxy.count("/v1/session"), 0);
        assert_eq!(case.page.js("indexedDB.databases().then((all) => all.length)").await, 0);
    });
}

#[test]
fn a_second_tag_changes_nothing() {
    run(Setup::default(), async |case| {
        case.page.open("double.html").await;
        let page = &case.page;
        page.until("window.bothLoaded === 2").await;
        page.open_chat().await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        assert_eq!(page.js("document.querySelectorAll('siesta-chat-host').length").await, 1);
        assert_eq!(page.js("e2e.all('.launcher, .panel, .messages, .legal').length").await, 4);
        assert_eq!(page.js("e2e.all('.message').length").await, 2);
        assert_eq!(case.questions().await.len(), 1);
    });
}

#[test]
fn shortcuts_of_the_page_never_fire_while_somebody_types_in_the_chat() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.proxy.fail("widget_bg.wasm", 1, crate::support::Fault::Held);
        case.page.open("shortcuts.html").await;
        let page = &case.page;
        page.until("Boolean(e2e.find('.launcher'))").await;
        page.press("k").await;
        assert_eq!(page.js("window.fired").await, serde_json::json!(["keydown k", "keypress k", "keyup k"]));
        page.run("window.fired = []").await;

        // The loader's shell, and then the widget.
        page.click(".launcher").await;
        page.until("e2e.focused()?.matches('.input')").await;
        page.write("k/?").await;
        case.proxy.release();
        page.until("e2e.taken()").await;
        page.write("js").await;
        page.press(Key::Enter.value()).await;
        page.until("e2e.answered()").await;
        page.press(Key::Escape.value()).await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        assert_eq!(page.texts(".message.visitor .text").await, ["k/?js"]);
        assert_eq!(page.js("window.fired").await, serde_json::json!([]));
    });
}
