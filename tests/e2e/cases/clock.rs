//! A computer whose clock is wrong.

use crate::support::{Setup, run};

#[test]
fn a_clock_wrong_by_a_day_does_no_harm() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        for days in ["1", "-1"] {
            page.open(&format!("clock.html?days={days}")).await;
            let wrong = page.js("Math.round((Date.now() - performance.timeOrigin) / 86400000)").await;
            assert_eq!(wrong.to_string(), days);
            page.open_chat().await;
            // The first visit has nothing to show, the next one has the conversation.
            page.until(if days == "1" { "Boolean(e2e.find('.suggestion'))" } else { "e2e.answered()" }).await;
            page.ask_and_wait("What is the accent colour?").await;
            page.reload().await;
            page.open_chat().await;
            page.until("e2e.answered()").await;
            page.ask_and_wait("How do I embed the chat with a script tag?").await;
        }
        assert_eq!(page.js("e2e.all('.message').length").await, 8);
        assert_eq!(case.questions().await.len(), 4);
    });
}
