//! Nothing grows while a chat is opened and closed, and nothing stays when it is taken away.

use std::time::Duration;

use crate::support::{Page, Setup, run};

const CYCLES: usize = 50;
const COLLECTIONS: usize = 40;

/// Nodes, listeners, heap, and bytes of the module.
async fn counts(page: &Page) -> [f64; 4] {
    let module = page.js("window.memory?.buffer.byteLength ?? 0").await.as_f64().expect("a number");
    let browser = &page.browser;
    [
        browser.count("Nodes").await,
        browser.count("JSEventListeners").await,
        browser.count("JSHeapUsedSize").await,
        module,
    ]
}

#[test]
fn nothing_grows_while_a_chat_is_opened_and_closed() {
    run(Setup::default(), async |case| {
        case.page.open("counted.html").await;
        let page = &case.page;
        page.run("embed()").await;
        page.open_chat().await;
        page.ask_and_wait("How do I embed the chat with a script tag?").await;
        page.run("SiestaChat.close()").await;
        let mut early = [0.0; 4];
        for cycle in 1..=CYCLES {
            page.run("SiestaChat.open()").await;
            page.until("e2e.find('.panel').hasAttribute('data-open')").await;
            page.run("SiestaChat.close()").await;
            page.until("!e2e.find('.panel').hasAttribute('data-open')").await;
            if cycle == 5 {
                early = counts(page).await;
            }
        }
        let late = counts(page).await;
        println!("nodes, listeners, heap, module after 5 cycles: {early:?}, after {CYCLES}: {late:?}");
        assert!(early.iter().all(|count| *count > 0.0), "{early:?}");
        for (early, late) in early.iter().zip(late).take(3) {
            assert!(late <= early * 1.05, "{early} became {late}");
        }
        assert_eq!(early[3], late[3], "the module's memory");
    });
}

#[test]
fn nothing_is_left_of_a_chat_that_was_taken_away() {
    run(Setup { through_proxy: true, token_interval_ms: 50, ..Setup::default() }, async |case| {
        case.tolerate_report_of_cuts();
        case.page.open("counted.html").await;
        let page = &case.page;
        let [_, listeners, ..] = counts(page).await;
        page.run("embed()").await;
        page.until("Boolean(e2e.find('.launcher'))").await;
        let [nodes, ..] = counts(page).await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        // In the middle of an answer. Nobody has typed: a browser keeps what typing could be taken back in.
        page.run("SiestaChat.send('How do I embed the chat with a script tag?')").await;
        page.until("e2e.answer().length > 5").await;
        page.run("SiestaChat.destroy()").await;
        case.proxy.until_streams(0).await;
        page.until("document.querySelector('siesta-chat-host') === null && pending() === 0").await;
        let mut left = counts(page).await;
        // What one collection finds may hold what only the next one does.
        for _ in 0..COLLECTIONS {
            if left[1] > listeners || left[0] > nodes {
                tokio::time::sleep(Duration::from_millis(500)).await;
                left = counts(page).await;
            }
        }
        println!("nodes, listeners before: {nodes}, {listeners}; after: {left:?}");
        assert_eq!(left[1], listeners, "listeners");
        // A browser remembers the text box that was used last, and with it the loader's own elements, but nothing of
        // what the widget had put there.
        assert!(left[0] <= nodes, "{nodes} nodes with the bubble alone, {} in the end", left[0]);
    });
}
