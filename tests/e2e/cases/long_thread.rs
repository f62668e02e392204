//! A conversation of 5,000 messages is as light as one of 50.

use serde_json::Value;

use crate::support::{Case, Setup, run};

/// Most messages that are on the page at once. Keep in sync with `MOST` of `src/chat/window.rs`.
const MOST: usize = 120;

async fn open(case: &mut Case) -> Value {
    case.page.reload().await;
    case.page.open_chat().await;
    case.page.until("e2e.all('.message').length >= 40").await;
    // What an answer can be done with comes to it later.
    case.page
        .js("e2e.all('.messages *').filter((node) => !node.closest('.answer-tools, .said')).length")
        .await
}

#[test]
fn five_thousand_messages_are_as_light_as_fifty_and_each_can_be_reached() {
    run(Setup::default(), async |case| {
        case.page.visit("plain.html").await;
        case.page.ask_and_wait("What is the accent colour?").await;
        case.lengthen(49).await;
        let of_fifty = open(case).await;
        case.lengthen(2_450).await;
        let of_all = open(case).await;
        // The button that shows earlier messages is all there is more.
        assert!(
            of_all.as_u64() <= of_fifty.as_u64().map(|nodes| nodes + 1),
            "{of_all} instead of {of_fifty}"
        );

        let page = &case.page;
        assert!(page.texts(".message .text").await.last().expect("there are messages").ends_with(" 2499"));
        assert!(page.js("e2e.find('.thread').scrollTop").await.as_f64() > Some(500.0), "the end is shown");

        // To the very top: what is seen stays where it is whenever older messages come. A frame is judged as it is
        // painted, after all observers of sizes.
        page.run(
            "window.steps = []; const thread = e2e.find('.thread'); \
             const frame = () => new Promise((done) => requestAnimationFrame(() => { \
               const observer = new ResizeObserver(() => (observer.disconnect(), done())); \
               observer.observe(thread) })); \
             window.climb = (async () => { \
               for (;;) { \
                 thread.scrollTop = 0; \
                 const first = e2e.find('.message'); \
                 if (first.textContent.includes('accent colour?')) return; \
                 const place = first.getBoundingClientRect().top; \
                 while (e2e.find('.message') === first) await frame(); \
                 await frame(); \
                 steps.push([first.getBoundingClientRect().top - place, e2e.all('.message').length]); \
               } \
             })(); climb.then(() => { window.climbed = true }, (error) => { window.climbed = String(error) })",
        )
        .await;
        while page.js("window.climbed").await.is_null() {
            let steps = page.js("steps.length").await;
            page.until(&format!("steps.length > {steps} || window.climbed")).await;
        }
        assert_eq!(page.js("climbed").await, true);
        let steps: Vec<(f64, usize)> = serde_json::from_value(page.js("steps").await).expect("pairs");
        assert!(steps.len() > 50, "{} steps", steps.len());
        for (moved, messages) in steps {
            assert!(moved.abs() <= 2.0, "what was seen moved by {moved}");
            assert!(messages <= MOST, "{messages} messages are on the page");
        }
        assert_eq!(page.js("Boolean(e2e.find('.earlier'))").await, false);

        page.click(".jump").await;
        page.until("e2e.last('.message .text').textContent.endsWith(' 2499') && !e2e.find('.jump')").await;
        // It goes on, with as many messages on the page as before.
        page.ask("How do I embed the chat with a script tag?").await;
        page.until("e2e.answered() && e2e.answer().includes('Put one script tag')").await;
        let seen = "(([question, thread]) => question.top >= thread.top && question.bottom <= thread.bottom)(\
                    [e2e.last('.visitor'), e2e.find('.thread')].map((node) => node.getBoundingClientRect()))";
        page.until(seen).await;
        assert_eq!(page.js("e2e.all('.message').length").await, 40);
    });
}
