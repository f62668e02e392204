//! Pages that allow next to nothing: a strict content security policy with Trusted Types.

use crate::support::{Case, Setup, run};

const TRUSTED_TYPES: &str = "require-trusted-types-for 'script'; trusted-types 'none'";

async fn whole_conversation(case: &mut Case, name: &str, policy: &str) {
    let policy = format!("{policy}; {TRUSTED_TYPES}");
    case.site.set_headers(name, &[("content-security-policy", &policy)]);
    case.page.visit(name).await;
    let page = &case.page;
    let answer = page.ask_and_wait("How do I embed the chat with a script tag?").await;
    assert!(answer.contains("Put one script tag"), "{answer}");
    page.element("a.citation").await;
    let answer = page.ask_and_wait("Which limit has the message length? Show the table.").await;
    assert!(answer.contains("8000 characters"), "{answer}");
    // The list of conversations is a piece of its own that loads now.
    page.toggle_history().await;
    page.until("e2e.find('.history')?.textContent.includes('How do I embed')").await;
    page.click(".history li button").await;
    page.until("!e2e.find('.history') && e2e.all('.message').length === 4").await;
    // The page is strict indeed.
    assert_eq!(page.js("(() => { try { document.createElement('div').innerHTML = '<p></p>'; return 'weak' } catch { return 'strict' } })()").await, "strict");
    case.expect_report("TrustedHTML");
}

#[test]
fn a_policy_that_names_the_origin_is_enough() {
    run(Setup::default(), async |case| {
        let policy = "default-src 'none'; script-src ORIGIN 'wasm-unsafe-eval'; connect-src ORIGIN";
        whole_conversation(case, "plain.html", policy).await;
        case.expect_report("policy violation: require-trusted-types-for");
    });
}

#[test]
fn a_policy_that_gives_the_tag_a_nonce_is_enough() {
    run(Setup::default(), async |case| {
        let policy = "default-src 'none'; script-src 'nonce-c2llc3Rh' 'wasm-unsafe-eval'; connect-src ORIGIN";
        whole_conversation(case, "nonce.html", policy).await;
        case.expect_report("policy violation: require-trusted-types-for");
    });
}
