//! Which elements a node of an answer is made of.

use markdown::{Align, NodeKind};
use web_sys::{Document, Element, Node};

use crate::chat::Citation;
use crate::ui::dom::create;
use crate::ui::texts;

/// What becomes of a node later on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing particular.
    Plain,
    /// It gets its text in boxes of some lines.
    Code,
    /// The text of code.
    Lines,
    Table,
    Formula,
    /// It may pretend to lead elsewhere.
    Link,
}

/// What was made of a node.
pub(super) struct Made {
    /// What goes into the document, where it isn't `inner` itself.
    pub(super) outer: Option<Node>,
    /// What gets the node's children.
    pub(super) inner: Node,
    pub(super) role: Role,
}

pub(super) fn make(
    document: &Document,
    parent: &Node,
    kind: NodeKind<'_>,
    citations: &[Citation],
) -> Option<Made> {
    let element = |name: &str, attributes: &[_]| create(document, name, attributes);
    let plain = |name: &str| element(name, &[]);
    let mut role = Role::Plain;
    let mut outer = None;
    let inner = match kind {
        NodeKind::Text => {
            return Some(Made { outer: None, inner: document.create_text_node("").into(), role });
        }
        NodeKind::Paragraph => plain("p"),
        // The panel's own title is the only heading above these.
        NodeKind::Heading { level, .. } => {
            plain(["h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 4)) - 1])
        }
        NodeKind::BlockQuote => plain("blockquote"),
        NodeKind::List { ordered: false, .. } => element("ul", &[("class", "tight")]),
        NodeKind::List { start, .. } => element("ol", &[("class", "tight"), ("start", &start.to_string())]),
        NodeKind::Item => plain("li"),
        NodeKind::CodeBlock { language, .. } => {
            role = Role::Code;
            outer = element("div", &[("class", "code"), ("data-language", language)]);
            element("pre", &[("tabindex", "0"), ("dir", "ltr")])
        }
        NodeKind::HtmlBlock => {
            role = Role::Code;
            outer = element("div", &[("class", "code"), ("data-language", "html")]);
            element("pre", &[("tabindex", "0"), ("dir", "ltr")])
        }
        NodeKind::ThematicBreak => plain("hr"),
        NodeKind::Table => {
            role = Role::Table;
            let around = element("div", &[("class", "table")])?;
            let scrolled = element("div", &[("tabindex", "0")])?;
            let table = plain("table")?;
            let _ = scrolled.append_child(&table);
            let _ = around.append_child(&scrolled);
            outer = Some(around);
            Some(table)
        }
        NodeKind::TableRow { .. } => plain("tr"),
        NodeKind::TableCell { align, header, .. } => {
            let class = match align {
                Align::Center => "center",
                Align::Right => "right",
                Align::None | Align::Left => "",
            };
            let attributes = [("class", class)];
            element(if header { "th" } else { "td" }, if class.is_empty() { &[] } else { &attributes })
        }
        NodeKind::Emphasis => plain("em"),
        NodeKind::Strong => plain("strong"),
        NodeKind::Strikethrough => plain("s"),
        NodeKind::Code | NodeKind::Html => element("code", &[("dir", "ltr")]),
        NodeKind::Math { display, .. } => {
            role = Role::Formula;
            outer = element("span", &[("class", if display { "math display" } else { "math" })]);
            element("code", &[("dir", "ltr")])
        }
        NodeKind::Link { href, title, .. } => {
            role = Role::Link;
            element("a", &link(href, title))
        }
        NodeKind::Image { src, title, .. } => {
            outer = element("span", &[("class", "image")]);
            // A link can't stand in another one.
            if is_in_link(parent) { plain("span") } else { element("a", &link(src, title)) }
        }
        NodeKind::LineBreak => plain("br"),
        NodeKind::Citation { number, .. } => {
            let inner = citation(document, number, citations)?;
            return Some(Made { outer: None, inner, role });
        }
        NodeKind::TaskMarker { checked, .. } => {
            let marker = element("span", &[("class", "task")])?;
            marker.set_text_content(Some(if checked { "☑ " } else { "☐ " }));
            Some(marker)
        }
        _ => plain("span"),
    }?;
    if let Some(outer) = outer.as_ref().filter(|_| role != Role::Table) {
        let _ = outer.append_child(&inner);
    }
    Some(Made { outer: outer.map(Node::from), inner: inner.into(), role })
}

/// Attributes of a link. Nothing that a text names is fetched by itself: an image begins as a link to it.
fn link<'a>(href: &'a str, title: &'a str) -> [(&'a str, &'a str); 4] {
    [("href", href), ("title", title), ("target", "_blank"), ("rel", "noopener noreferrer nofollow")]
}

fn is_in_link(node: &Node) -> bool {
    let element = wasm_bindgen::JsCast::dyn_ref::<Element>(node);
    element.is_some_and(|element| matches!(element.closest("a"), Ok(Some(_))))
}

fn citation(document: &Document, number: u32, citations: &[Citation]) -> Option<Node> {
    let label = number.to_string();
    let source = citations.iter().find(|citation| citation.number == number);
    let Some(source) = source.filter(|source| markdown::safe_href(&source.url)) else {
        let text = ["[", &label, "]"].concat();
        return Some(document.create_text_node(&text).into());
    };
    let [href, _, target, rel] = link(&source.url, "");
    let name = texts::source(&label, &source.title);
    let chip = create(document, "a", &[("class", "citation"), href, ("aria-label", &name), target, rel])?;
    chip.set_text_content(Some(&label));
    Some(chip.into())
}
