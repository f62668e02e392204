//! Files of the bundle that don't arrive, or not as they were built.

use crate::support::{Case, Fault, Setup, run};

fn through_proxy() -> Setup {
    Setup { through_proxy: true, ..Setup::default() }
}

fn missing() -> Fault {
    Fault::Answer(404, "text/plain", "no such file".to_owned(), None)
}

/// The bubble says that the chat can't load here and leads to the page that has it; then all is well again.
async fn notice_then_chat(case: &mut Case, file: &'static str, fault: Fault) {
    case.proxy.fail(file, usize::MAX, fault);
    case.page.open("plain.html").await;
    let page = &case.page;
    page.click(".launcher").await;
    page.until("e2e.text('.notice').includes('can’t load on this page')").await;
    let link = page.js("e2e.find('.notice a').href").await;
    assert_eq!(link, format!("{}/chat", case.proxy.url()));
    // The page goes on as if nothing had happened.
    assert_eq!(page.js("document.querySelector('h1').textContent").await, "A page of a customer");
    page.write("What is the accent colour?").await;

    case.proxy.mend();
    page.click(".close").await;
    page.open_chat().await;
    assert_eq!(page.js("e2e.all('.notice').length").await, 0);
    assert_eq!(page.js("e2e.find('.input').value").await, "What is the accent colour?");
}

#[test]
fn a_missing_wasm_file_gives_a_quiet_notice() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 404");
        case.expect_report("integrity");
        notice_then_chat(case, "widget_bg.wasm", missing()).await;
    });
}

#[test]
fn a_wasm_file_changed_by_one_bit_is_refused() {
    run(through_proxy(), async |case| {
        case.expect_report("integrity");
        notice_then_chat(case, "widget_bg.wasm", Fault::FlippedByte).await;
    });
}

#[test]
fn a_script_changed_by_one_bit_is_refused() {
    run(through_proxy(), async |case| {
        case.expect_report("integrity");
        notice_then_chat(case, "widget.js", Fault::FlippedByte).await;
    });
}

#[test]
fn a_changed_style_sheet_is_refused() {
    run(through_proxy(), async |case| {
        case.expect_report("integrity");
        notice_then_chat(case, "widget.css", Fault::FlippedByte).await;
    });
}

#[test]
fn a_page_that_forbids_wasm_gets_a_quiet_notice() {
    run(Setup::default(), async |case| {
        let policy = "default-src 'none'; script-src ORIGIN; connect-src ORIGIN";
        case.site.set_headers("plain.html", &[("content-security-policy", policy)]);
        case.expect_report("policy violation: script-src wasm-eval");
        case.tolerate_report("wasm");
        case.page.open("plain.html").await;
        let page = &case.page;
        page.click(".launcher").await;
        page.until("e2e.text('.notice').includes('can’t load on this page')").await;
        assert_eq!(page.js("e2e.find('.notice a').href").await, format!("{}/chat", case.backend.url()));
    });
}

/// The list of conversations can't be loaded, says so, and can be tried again.
async fn list_fails_then_loads(case: &mut Case, fault: Fault) {
    case.page.visit("plain.html").await;
    let page = &case.page;
    page.ask_and_wait("What is the accent colour?").await;
    case.proxy.fail("split_", usize::MAX, fault);
    page.toggle_history().await;
    page.until("e2e.text('.history .notice').includes('can’t be loaded')").await;
    // The conversation is as it was.
    assert_eq!(page.js("e2e.all('.message').length").await, 2);
    case.proxy.mend();
    assert_eq!(page.texts(".history button").await, ["Try again"]);
    page.click(".history button").await;
    page.until("e2e.text('.history li').includes('accent colour')").await;
}

#[test]
fn a_missing_piece_says_so_and_can_be_tried_again() {
    run(through_proxy(), async |case| {
        case.expect_report("status of 404");
        case.expect_report("integrity");
        list_fails_then_loads(case, missing()).await;
    });
}

#[test]
fn a_piece_changed_by_one_bit_is_refused_and_can_be_tried_again() {
    run(through_proxy(), async |case| {
        case.expect_report("integrity");
        list_fails_then_loads(case, Fault::FlippedByte).await;
    });
}
