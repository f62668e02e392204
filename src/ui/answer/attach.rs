//! Puts tools beside what is whole. Nodes of the text itself are never touched.

use web_sys::Element;

use super::make::{add, all, button, element};
use super::{Answer, colour, formula, picture, press, source, style};
use crate::net::decode::text;
use crate::ui::texts::answer as words;

/// Set on a message that is listened to.
const TENDED: &str = "data-tended";

/// Blocks that get their tools without a pause.
const AT_ONCE: usize = 20;

/// True when nothing is left to do.
pub(super) fn attach(answer: &Answer) -> bool {
    let article = &answer.article;
    // Gone before the piece was here.
    if !article.is_connected() {
        return true;
    }
    style::adopt(article, "tools", style::TOOLS);
    let blocks = all(&answer.body, "[data-whole]");
    let is_all = blocks.len() <= AT_ONCE;
    for block in blocks.into_iter().take(AT_ONCE) {
        let _ = block.remove_attribute("data-whole");
        match block.class_name().as_str() {
            "code" => {
                code(&block);
                colour::begin(answer, &block);
            }
            "table" => table(&block),
            _ => formula::begin(block),
        }
    }
    if !article.has_attribute(TENDED) {
        let _ = article.set_attribute(TENDED, "");
        let _ = add(article, "span", &[("class", "unseen said"), ("role", "status")], "");
        press::listen_to(answer);
        source::listen_to(answer);
    }
    if is_all && answer.is_whole && matches!(article.query_selector(".answer-tools"), Ok(None)) {
        finish(answer);
    }
    is_all
}

fn code(block: &Element) {
    let Some(bar) = element(block, "div", &[("class", "bar")], "") else { return };
    if let Some(wrap) = button(&bar, "wrap", words::WRAP, words::WRAP_NAME) {
        let _ = wrap.set_attribute("aria-pressed", "false");
    }
    let _ = button(&bar, "copy-code", words::COPY, words::COPY_CODE);
    let _ = block.insert_before(&bar, block.first_child().as_ref());
}

fn table(block: &Element) {
    if let Some(bar) = add(block, "div", &[("class", "bar")], "") {
        let _ = button(&bar, "copy-table", words::COPY, words::COPY_TABLE);
    }
}

/// What only makes sense once nothing changes any more.
fn finish(answer: &Answer) {
    for card in all(&answer.body, ".image") {
        picture::offer(&card);
    }
    let here = answer.article.owner_document().and_then(|document| document.location());
    let here = here.and_then(|location| location.host().ok()).unwrap_or_default();
    for link in all(&answer.article, "a[target]") {
        // The site's own pages, and what opens a program, need no window of their own.
        let host = text(&link, "host");
        if host.is_empty() || host == here {
            let _ = link.remove_attribute("target");
        }
    }
    if !(answer.markdown)().trim().is_empty()
        && let Some(tools) = add(&answer.article, "div", &[("class", "answer-tools")], "")
    {
        let _ = button(&tools, "copy-answer", words::COPY, words::COPY_ANSWER);
    }
}
