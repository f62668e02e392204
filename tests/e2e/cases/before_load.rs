//! What happens before the widget is here: commands are kept, and so is what somebody types.

use thirtyfour::Key;

use crate::support::{Fault, Setup, run};

#[test]
fn commands_from_before_the_script_are_carried_out() {
    run(Setup::default(), async |case| {
        case.page.open("queue.html").await;
        let page = &case.page;
        page.until("e2e.answered()").await;
        assert_eq!(page.js("e2e.find('.panel').hasAttribute('data-open')").await, true);
        assert_eq!(page.texts(".message.visitor .text").await, ["What is the accent colour?"]);
        assert_eq!(case.questions().await, ["What is the accent colour?"]);
    });
}

#[test]
fn a_message_sent_before_the_widget_is_here_is_sent_once() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.proxy.fail("widget_bg.wasm", 1, Fault::Held);
        case.page.open("plain.html").await;
        let page = &case.page;
        page.click(".launcher").await;
        page.until("e2e.focused()?.matches('.input')").await;
        page.write("What is the accent colour?").await;
        page.press(Key::Enter.value()).await;
        page.press(Key::Enter.value()).await;
        page.until("e2e.find('.composer').getAttribute('aria-busy') === 'true'").await;
        assert_eq!(page.js("e2e.taken()").await, false);
        case.proxy.release();
        page.until("e2e.answered()").await;
        assert!(page.answer().await.contains("comes from the manifest"));
        assert_eq!(page.js("e2e.find('.input').value").await, "");
        assert_eq!(case.questions().await, ["What is the accent colour?"]);
    });
}

#[test]
fn words_typed_before_the_widget_is_here_stay_in_the_text_box() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.proxy.fail("widget_bg.wasm", 1, Fault::Held);
        case.page.open("plain.html").await;
        let page = &case.page;
        page.click(".launcher").await;
        page.until("e2e.focused()?.matches('.input')").await;
        page.write("What is ").await;
        case.proxy.release();
        page.until("e2e.taken()").await;
        assert_eq!(page.js("e2e.focused().className").await, "input");
        // The caret is where it was.
        page.press("the accent colour?").await;
        page.press(Key::Enter.value()).await;
        page.until("e2e.answered()").await;
        assert_eq!(page.texts(".message.visitor .text").await, ["What is the accent colour?"]);
    });
}
