//! The dev agent's own page: tasks, files, the audit log.

use crate::support::{Page, Setup, axe_source, run};

/// Creates a task as anybody with the key would, and lets the page notice.
const CREATE: &str = "fetch('/api/v1/Task', { method: 'POST', headers: { 'Content-Type': 'application/json', \
    'X-Api-Key': 'dev-key-never-for-production', 'X-Org-Id': '5e1a7a00-0000-4000-8000-0000000000aa' }, \
    body: JSON.stringify({ workspaceId: '5e1a7a00-0000-4000-8000-0000000000b1', title: '<b>Call</b> Jane' }) \
    }).then(() => dispatchEvent(new Event('focus')))";

async fn nothing_is_in_the_way(page: &Page, scheme: &str) {
    page.run(
        "window.found = undefined; \
         axe.run(document, { resultTypes: ['violations'] }).then((result) => { window.found = result; })",
    )
    .await;
    page.until("window.found?.passes.length").await;
    let nodes = "(rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)";
    let found = page.js(&format!("found.violations.flatMap({nodes})")).await;
    assert_eq!(found, serde_json::json!([]), "{scheme}");
}

#[test]
fn the_dev_agent_s_page_shows_what_happens_and_text_stays_text() {
    run(Setup::default(), async |case| {
        let url = case.agent.url().to_owned();
        let page = &mut case.page;
        for scheme in ["light", "dark"] {
            page.browser.prefer_colours(scheme).await;
            page.open_url(&url).await;
            page.until("document.querySelector('#audit p, #audit table')").await;
            page.run(CREATE).await;
            page.until(
                "document.querySelector('#tasks td:nth-child(2)')?.textContent === '<b>Call</b> Jane'",
            )
            .await;
            let records = page.js("document.querySelector('#audit tbody').textContent").await;
            assert!(records.to_string().contains("Task created"), "{records}");
            assert_eq!(page.js("getComputedStyle(access).display").await, "none", "no key is asked for");
            page.run(&axe_source()).await;
            nothing_is_in_the_way(page, scheme).await;
        }
    });
}
