//! The end of a conversation is kept in sight for those who are there, and for nobody else.

use thirtyfour::Key;

use crate::support::{Page, Setup, knowledge, run};

const WORDS: usize = 1_500;
/// What is empty below the last word, in CSS pixels.
const END_SPACE: f64 = 44.0;

fn slow() -> Setup {
    Setup { knowledge: knowledge::long(WORDS), token_interval_ms: 15, ..Setup::default() }
}

/// How much there is below what is seen.
async fn gap(page: &Page) -> f64 {
    number(page, "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(e2e.find('.thread'))").await
}

/// Where the question is, which comes before all that is being written.
async fn place(page: &Page) -> f64 {
    number(page, "e2e.find('.visitor .text').getBoundingClientRect().top").await
}

async fn number(page: &Page, expression: &str) -> f64 {
    page.js(expression).await.as_f64().expect("it is a number")
}

async fn middle(page: &Page) -> (f64, f64) {
    let box_of = "e2e.find('.thread').getBoundingClientRect()";
    (number(page, &format!("{box_of}.x + 100")).await, number(page, &format!("{box_of}.y + 150")).await)
}

/// Waits until the answer has so many more letters.
async fn grow(page: &Page, letters: usize) {
    let now = page.answer().await.len();
    page.until(&format!("e2e.answer().length > {}", now + letters)).await;
}

/// Waits until the end is kept in sight while the answer grows.
async fn follows(page: &Page) {
    grow(page, 300).await;
    assert!(gap(page).await <= 40.0, "{} below", gap(page).await);
    assert_eq!(page.js("Boolean(e2e.find('.jump'))").await, false);
}

/// What the visitor sees stays while the answer grows, and there is a way back.
async fn stays(page: &Page, way: &str) {
    page.until("Boolean(e2e.find('.jump'))").await;
    // A movement that is under way comes to its end.
    let still = "(window.still ??= { top: -1, times: 0 }, (top => { \
                 still.times = top === still.top ? still.times + 1 : 0; still.top = top; return still.times > 5 \
                 })(e2e.find('.thread').scrollTop))";
    page.until(still).await;
    let before = place(page).await;
    grow(page, 600).await;
    let moved = place(page).await - before;
    assert!(moved.abs() <= 1.0, "{way}: moved by {moved}");
    page.click(".jump").await;
    page.until("!e2e.find('.jump')").await;
    follows(page).await;
}

#[test]
fn any_look_back_lets_go_of_the_end_and_a_button_leads_there() {
    run(slow(), async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.find('.thread').scrollTop > 400").await;
        follows(page).await;

        page.browser.wheel(middle(page).await, -200.0).await;
        stays(page, "the wheel").await;

        page.run("e2e.find('.thread').focus()").await;
        page.press(Key::PageUp.value()).await;
        stays(page, "a key").await;

        // As a scrollbar does.
        page.run("e2e.find('.thread').scrollTop -= 200").await;
        stays(page, "the scrollbar").await;

        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
    });
}

#[test]
fn a_finger_lets_go_of_the_end() {
    run(slow(), async |case| {
        case.page.browser.resize(390, 700, true).await;
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.find('.thread').scrollTop > 400").await;
        page.browser.draw(middle(page).await, 250.0).await;
        stays(page, "a finger").await;
        page.click(".send[data-stop]").await;
        page.until("e2e.answered()").await;
    });
}

#[test]
fn nothing_moves_when_an_answer_ends() {
    run(Setup { knowledge: knowledge::long(400), token_interval_ms: 10, ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask(knowledge::LONG_QUESTION).await;
        page.until("e2e.find('.thread').scrollTop > 100").await;
        page.until("e2e.answered() && Boolean(e2e.find('.sources'))").await;
        let below = number(
            page,
            "e2e.find('.thread').getBoundingClientRect().bottom - e2e.last('.text').getBoundingClientRect().bottom",
        )
        .await;
        assert!((below - END_SPACE).abs() <= 2.0, "the last word is {below} above the edge");
        assert!(gap(page).await > 10.0, "the sources came below what is seen");
    });
}

#[test]
fn an_own_message_is_brought_to_view() {
    run(Setup { knowledge: knowledge::long(400), ..Setup::default() }, async |case| {
        case.page.visit("plain.html").await;
        let page = &case.page;
        page.ask_and_wait(knowledge::LONG_QUESTION).await;
        page.run("e2e.find('.thread').scrollTop = 0").await;
        page.until("Boolean(e2e.find('.jump'))").await;
        page.ask_and_wait("What is the accent colour?").await;
        let seen = "(([question, thread]) => question.top >= thread.top && question.bottom <= thread.bottom)(\
                    [e2e.last('.visitor'), e2e.find('.thread')].map((node) => node.getBoundingClientRect()))";
        page.until(seen).await;
        assert_eq!(page.js("Boolean(e2e.find('.jump'))").await, false);
    });
}

#[test]
fn the_layout_is_asked_for_where_it_is_clean_and_never_by_a_piece_of_an_answer() {
    run(Setup { knowledge: knowledge::long(400), token_interval_ms: 5, ..Setup::default() }, async |case| {
        case.page.open("plain.html").await;
        let page = &case.page;
        // Frames, scroll events and observers of sizes come when the browser lays out anyway.
        page.run(
            "let depth = 0; window.asked = 0; window.elsewhere = []; \
             const clean = (call) => function (...of) { \
               depth++; try { return call.apply(this, of) } finally { depth-- } }; \
             const noted = (call) => function (...of) { \
               asked++; if (!depth) elsewhere.push(new Error().stack); return call.apply(this, of) }; \
             for (const name of ['scrollHeight', 'scrollTop', 'clientHeight']) { \
               const { get, set, ...rest } = Object.getOwnPropertyDescriptor(Element.prototype, name); \
               Object.defineProperty(Element.prototype, name, { ...rest, set, get: noted(get) }) } \
             Element.prototype.getBoundingClientRect = noted(Element.prototype.getBoundingClientRect); \
             const { requestAnimationFrame, ResizeObserver } = window; \
             window.requestAnimationFrame = (call) => requestAnimationFrame(clean(call)); \
             window.ResizeObserver = class extends ResizeObserver { constructor(call) { super(clean(call)) } }; \
             const add = EventTarget.prototype.addEventListener; \
             EventTarget.prototype.addEventListener = function (type, call, ...rest) { \
               return add.call(this, type, type === 'scroll' ? clean(call) : call, ...rest) }",
        )
        .await;
        page.open_chat().await;
        page.ask_and_wait(knowledge::LONG_QUESTION).await;
        // The driver asks as well, before it clicks and types.
        let ours = "elsewhere.filter((stack) => stack.includes('widget.js'))";
        assert_eq!(page.js(ours).await, serde_json::json!([]));
        assert!(number(page, "asked").await > 20.0, "sizes were asked for at all");
    });
}
