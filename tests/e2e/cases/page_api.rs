//! `window.SiestaChat`, as a page's own scripts use it.

use serde_json::json;

use crate::support::{Fault, Setup, run};

#[test]
fn a_page_opens_sends_listens_and_closes() {
    run(Setup::default(), async |case| {
        case.page.open("api.html").await;
        let page = &case.page;
        page.until("Boolean(window.SiestaChat?.version)").await;
        page.run(
            "window.heard = []; window.listener = () => heard.push('again'); \
             for (const name of ['ready', 'open', 'close', 'send', 'answer', 'error']) \
               SiestaChat.on(name, (detail) => heard.push(name)); \
             SiestaChat.on('open', listener); SiestaChat.open()",
        )
        .await;
        page.until("e2e.taken()").await;
        assert_eq!(page.js("e2e.find('.panel').hasAttribute('data-open')").await, true);
        page.run("SiestaChat.close()").await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        page.run("SiestaChat.off('open', listener); SiestaChat.send('What is the accent colour?')").await;
        page.until("e2e.answered() && heard.includes('answer')").await;
        assert_eq!(page.js("e2e.find('.panel').hasAttribute('data-open')").await, true);
        page.run("SiestaChat.toggle()").await;
        page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
        let heard = page.js("heard").await;
        let heard: Vec<_> = heard.as_array().expect("a list").iter().filter(|it| **it != "again").collect();
        assert_eq!(json!(heard), json!(["open", "ready", "close", "send", "open", "answer", "close"]));
        assert_eq!(page.js("heard.filter((name) => name === 'again').length").await, 1);
        assert_eq!(case.questions().await, ["What is the accent colour?"]);
    });
}

#[test]
fn the_page_hears_once_of_what_the_chat_hears_twice() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.run(
            "window.heard = []; \
             for (const name of ['send', 'answer', 'error']) SiestaChat.on(name, () => heard.push(name)); \
             window.echo = new BroadcastChannel('siesta-chat-events'); window.echoes = 0; \
             echo.onmessage = ({ data }) => { \
               if (data.kind === 'lines' && data.lines.includes('RUN_FINISHED')) { \
                 echoes++; \
                 echo.postMessage(data); \
               } \
             }",
        )
        .await;
        for _ in 0..2 {
            page.ask_and_wait("What is the accent colour?").await;
        }
        page.until("echoes === 2").await;
        page.ask_and_wait("What is the accent colour?").await;
        assert_eq!(page.js("heard.join(' ')").await, "send answer send answer send answer");
    });
}

/// Nothing on the page is the widget's, and every call does nothing.
const CALL_EVERYTHING: &str = "chat.open(); chat.close(); chat.toggle(); chat.send('Hello'); chat.push(['open']); \
                               chat.destroy(); chat.destroy()";

#[test]
fn nothing_is_left_of_a_destroyed_chat() {
    run(Setup { token_interval_ms: 20, ..Setup::default() }, async |case| {
        case.page.visit("api.html").await;
        let page = &case.page;
        page.ask("How do I embed the chat with a script tag?").await;
        page.until("e2e.answer().length").await;
        page.run("window.chat = SiestaChat; chat.on('open', () => {}); chat.destroy()").await;
        assert_eq!(page.js("document.querySelectorAll('siesta-chat-host').length").await, 0);
        assert_eq!(page.js("[...document.body.children].map((node) => node.localName)").await, json!(["h1"]));
        assert_eq!(page.js("'SiestaChat' in window").await, false);
        assert_eq!(page.js("document.head.querySelectorAll('link, style').length").await, 0);
        page.until("window.listening() === 0").await;
        page.run(CALL_EVERYTHING).await;
        assert_eq!(page.js("document.querySelectorAll('siesta-chat-host').length").await, 0);
        assert_eq!(case.questions().await.len(), 1);

        // The page may put it there again.
        page.run(
            "const tag = document.createElement('script'); \
             tag.src = document.querySelector('script[src]').src; document.head.append(tag)",
        )
        .await;
        page.open_chat().await;
        page.until("e2e.all('.message').length >= 1").await;
    });
}

#[test]
fn a_chat_destroyed_while_it_loads_never_appears() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.proxy.fail("widget_bg.wasm", 1, Fault::Held);
        case.page.open("api.html").await;
        let page = &case.page;
        page.click(".launcher").await;
        page.until("e2e.focused()?.matches('.input')").await;
        page.run("window.chat = SiestaChat; chat.destroy()").await;
        case.proxy.release();
        page.run(CALL_EVERYTHING).await;
        page.until("performance.getEntriesByType('resource').some((it) => it.name.endsWith('.wasm') && it.responseEnd)").await;
        page.run("window.later = false; setTimeout(() => { window.later = true; }, 300)").await;
        page.until("window.later").await;
        assert_eq!(page.js("document.querySelectorAll('siesta-chat-host').length").await, 0);
        assert_eq!(page.js("window.listening()").await, 0);
        assert!(case.questions().await.is_empty());
    });
}
