//! The demands that every case makes can fail.

use crate::support::{Engine, Setup, run};

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
        case.expect_report("ERR_EMPTY_RESPONSE");
        // Taken out here, so that the case itself passes its own check.
        let requests = case.page.browser.requests().await;
        assert!(requests.iter().any(|url| url == elsewhere), "{requests:?}");
        assert_eq!(case.outside.asked(), [format!("GET {elsewhere}")]);
        case.page.reload().await;
    });
}

/// In an engine whose own log nobody reads.
pub(super) fn recorder(engine: Engine) {
    run(Setup { engine, ..Setup::default() }, async |case| {
        case.page.open("plain.html").await;
        let agent = case.page.js("navigator.userAgent").await;
        let is_it = match engine {
            Engine::Chromium => "Chrome/",
            Engine::Firefox => "Firefox/",
            Engine::WebKit => "Version/",
        };
        assert!(agent.as_str().is_some_and(|agent| agent.contains(is_it)), "{agent}");
        let elsewhere = "http://elsewhere.example/";
        case.page.run(&format!("fetch('{elsewhere}').catch(() => (window.refused = true))")).await;
        case.page.until("window.refused").await;
        let asked = case.outside.asked();
        assert!(asked.contains(&format!("GET {elsewhere}")), "{asked:?}");
        // By a script of the page: Firefox runs those of its driver apart.
        let script = "setTimeout(() => { throw new Error('thrown') }); Promise.reject(new Error('rejected')); \
                      console.warn('warned')";
        case.page
            .run(&format!(
                "const script = document.createElement('script'); script.textContent = {script:?}; \
                 document.head.append(script)"
            ))
            .await;
        case.page.until("e2e.problems.length === 3").await;
        // So that the case itself passes its own check.
        case.page.reload().await;
        for part in ["uncaught: ", "unhandled rejection: ", "console.warn: warned"] {
            case.expect_report(part);
        }
    });
}
