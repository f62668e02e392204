//! The demands that every case makes can fail.

use crate::support::{Setup, run};

#[test]
fn whatever_goes_wrong_on_a_page_is_noticed() {
    run(Setup::default(), async |case| {
        case.site.set_headers(
            "faulty.html",
            &[("content-security-policy", "script-src ORIGIN http: 'unsafe-inline'; img-src 'none'")],
        );
        case.page.open("faulty.html").await;
        case.page.until("window.done").await;
        case.expect_report("uncaught: Uncaught Error: thrown");
        case.expect_report("unhandled rejection: Error: rejected");
        case.expect_report("console.error: complained");
        case.expect_report("console.warn: warned");
        case.expect_report("policy violation: img-src");
        // The browser's own log, which sees what a page can't.
        case.expect_report("\"complained\"");
        case.expect_report("\"warned\"");
        case.expect_report("Uncaught Error: thrown");
        case.expect_report("Error: rejected");
        case.expect_report("violates the following Content Security Policy directive");
    });
}

#[test]
fn requests_to_other_machines_are_recorded_and_lead_nowhere() {
    run(Setup::default(), async |case| {
        case.page.open("plain.html").await;
        let elsewhere = "http://elsewhere.example/";
        case.page.run(&format!("fetch('{elsewhere}').catch(() => (window.refused = true))")).await;
        case.page.until("window.refused").await;
        case.expect_report("ERR_NAME_NOT_RESOLVED");
        // Taken out here, so that the case itself passes its own check.
        let requests = case.page.browser.requests().await;
        assert!(requests.iter().any(|url| url == elsewhere), "{requests:?}");
        case.page.reload().await;
    });
}
