//! Answers become nodes: safe ones, and the same ones however the text arrives.

use chat_widget::chat::Citation;
use chat_widget::ui::markdown::MarkdownView;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

const ANSWER: &str = "# Title\n\nSome *emphasis* and **strong `code`** [1].\n\n- one\n- two\n  1. deep\n\n\
    ```rust\nfn main() {}\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nSee <https://example.com> and [docs](/docs).\n";

fn container() -> Element {
    web_sys::window().unwrap().document().unwrap().create_element("div").unwrap()
}

fn citations() -> Vec<Citation> {
    vec![Citation {
        number: 1,
        title: "Guide".into(),
        url: "docs/guide.md#a".into(),
        snippet: "words".into(),
    }]
}

fn show(text: &str, pieces: usize) -> Element {
    let container = container();
    let mut view = MarkdownView::new(container.clone());
    let ends = text.char_indices().map(|(at, char)| at + char.len_utf8());
    for end in ends.filter(|end| end % pieces == 0) {
        view.update(&text[..end], &citations(), false);
    }
    view.update(text, &citations(), true);
    container
}

fn count(container: &Element, selector: &str) -> u32 {
    container.query_selector_all(selector).unwrap().length()
}

#[wasm_bindgen_test]
fn an_answer_is_made_of_the_elements_it_means() {
    let answer = show(ANSWER, usize::MAX);
    for (selector, expected) in
        [("h3", 1), ("em", 1), ("strong code", 1), ("ul > li", 2), ("ol > li", 1), ("pre", 1), ("td", 2)]
    {
        assert_eq!(count(&answer, selector), expected, "{selector}");
    }
}

#[wasm_bindgen_test]
fn the_nodes_are_the_same_however_the_text_arrives() {
    let whole = show(ANSWER, usize::MAX);
    for pieces in [1, 2, 7] {
        let streamed = show(ANSWER, pieces);
        streamed.normalize();
        whole.normalize();
        assert!(streamed.is_equal_node(Some(&whole)), "in pieces of {pieces}");
    }
}

#[wasm_bindgen_test]
fn a_finished_block_keeps_its_node_while_more_arrives() {
    let container = container();
    let mut view = MarkdownView::new(container.clone());
    view.update("First paragraph.\n\nSecond", &[], false);
    let first = container.first_child().unwrap();
    view.update("First paragraph.\n\nSecond paragraph.\n\n- and a list", &[], true);
    assert!(first.is_same_node(container.first_child().as_ref()));
}

#[wasm_bindgen_test]
fn a_citation_is_a_link_to_its_source_and_an_unknown_number_stays_text() {
    let answer = show("Known [1], unknown [7].", usize::MAX);
    assert_eq!(count(&answer, "a.citation[href='docs/guide.md#a']"), 1);
    assert!(answer.text_content().unwrap().contains("unknown [7]"));
}

#[wasm_bindgen_test]
fn long_code_is_laid_out_in_boxes_and_reads_the_same() {
    let code: String = (0..50).map(|line| format!("line {line}\n")).collect();
    for pieces in [1, 7, usize::MAX] {
        let answer = show(&format!("```\n{code}```\n"), pieces);
        assert_eq!(count(&answer, "pre > span"), 3);
        assert_eq!(
            answer.query_selector("pre").unwrap().unwrap().text_content().as_deref(),
            Some(code.as_str())
        );
    }
}

#[wasm_bindgen_test]
fn a_long_answer_is_laid_out_in_boxes_whatever_becomes_of_its_newest_block() {
    // Each heading is shown as a paragraph until the line below it is there.
    let text: String = (0..50).map(|number| format!("Title {number}\n===\n\n")).collect();
    for pieces in [1, 7, usize::MAX] {
        let answer = show(&text, pieces);
        assert_eq!(count(&answer, "h3"), 50);
        let boxes = [1, 2].map(|at| count(&answer, &format!(":scope > :nth-child({at}) > *")));
        assert_eq!(boxes, [40, 10], "in pieces of {pieces}");
    }
}

#[wasm_bindgen_test]
fn nothing_in_an_answer_runs_or_is_fetched() {
    for hostile in [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "[click](data:text/html,x)",
        "![picture](https://evil.example/pixel.png)",
        "<iframe src=//evil.example></iframe>",
        "<javascript:alert(1)>",
    ] {
        for pieces in [1, usize::MAX] {
            let answer = show(hostile, pieces);
            assert_eq!(
                count(&answer, "img, script, iframe, form, input, style, link, object"),
                0,
                "{hostile}"
            );
            assert_eq!(count(&answer, "a[href^='javascript'], a[href^='data'], [onerror]"), 0, "{hostile}");
        }
    }
}
