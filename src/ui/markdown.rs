//! Applies the parser's operations to the document, node by node. No HTML is ever written.

use std::collections::BTreeMap;

use markdown::{Align, Change, NodeId, NodeKind, Parser, View};
use web_sys::{Document, Element, Node};

use crate::chat::Citation;

/// One answer: text goes in as it grows, nodes appear.
pub struct MarkdownView {
    parser: Parser,
    taken: usize,
    finished: bool,
    nodes: Nodes,
}

impl MarkdownView {
    /// Shows the text inside of `container`.
    pub fn new(container: Element) -> Self {
        let open = BTreeMap::from([(NodeId::ROOT.get(), Node::from(container))]);
        Self {
            parser: Parser::new(),
            taken: 0,
            finished: false,
            nodes: Nodes { open, citations: Vec::new() },
        }
    }

    /// Shows `text`, which continues what was shown before, with its sources.
    pub fn update(&mut self, text: &str, citations: &[Citation], finished: bool) {
        if self.nodes.citations.len() != citations.len() {
            self.nodes.citations = citations.to_vec();
        }
        if let Some(appended) = text.get(self.taken..)
            && !appended.is_empty()
        {
            self.parser.push(appended, &mut self.nodes);
            self.taken = text.len();
        }
        if finished && !self.finished {
            self.finished = true;
            self.parser.finish(&mut self.nodes);
        }
    }
}

/// The nodes that the parser may still name.
struct Nodes {
    open: BTreeMap<u32, Node>,
    citations: Vec<Citation>,
}

impl Nodes {
    fn make(&self, document: &Document, kind: NodeKind<'_>) -> Option<Node> {
        let element = |name: &str| document.create_element(name).ok();
        let with = |name: &str, attributes: &[(&str, &str)]| {
            let element = element(name)?;
            for (key, value) in attributes {
                let _ = element.set_attribute(key, value);
            }
            Some(element)
        };
        let made = match kind {
            NodeKind::Text => return Some(document.create_text_node("").into()),
            NodeKind::Paragraph => element("p"),
            // The panel's own title is the only heading above these.
            NodeKind::Heading { level, .. } => {
                element(["h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 4)) - 1])
            }
            NodeKind::BlockQuote => element("blockquote"),
            NodeKind::List { ordered: false, .. } => with("ul", &[("class", "tight")]),
            NodeKind::List { start, .. } => with("ol", &[("class", "tight"), ("start", &start.to_string())]),
            NodeKind::Item => element("li"),
            NodeKind::CodeBlock { language, .. } => {
                with("pre", &[("tabindex", "0"), ("dir", "ltr"), ("data-language", language)])
            }
            NodeKind::HtmlBlock => with("pre", &[("tabindex", "0"), ("dir", "ltr")]),
            NodeKind::ThematicBreak => element("hr"),
            NodeKind::Table => with("table", &[("tabindex", "0")]),
            NodeKind::TableRow { .. } => element("tr"),
            NodeKind::TableCell { align, header, .. } => with(
                if header { "th" } else { "td" },
                &[(
                    "class",
                    match align {
                        Align::Center => "center",
                        Align::Right => "right",
                        Align::None | Align::Left => "",
                    },
                )],
            ),
            NodeKind::Emphasis => element("em"),
            NodeKind::Strong => element("strong"),
            NodeKind::Strikethrough => element("s"),
            NodeKind::Code | NodeKind::Html => with("code", &[("dir", "ltr")]),
            NodeKind::Link { href, title, .. } => with(
                "a",
                &[
                    ("href", href),
                    ("title", title),
                    ("target", "_blank"),
                    ("rel", "noopener noreferrer nofollow"),
                ],
            ),
            // Nothing that a text names is fetched by itself: an image is a link to it.
            NodeKind::Image { src, title, .. } => with(
                "a",
                &[
                    ("href", src),
                    ("title", title),
                    ("class", "image"),
                    ("target", "_blank"),
                    ("rel", "noopener noreferrer nofollow"),
                ],
            ),
            NodeKind::LineBreak => element("br"),
            NodeKind::Citation { number, .. } => return self.citation(document, number),
            NodeKind::TaskMarker { checked, .. } => {
                let marker = with("span", &[("class", "task")]);
                if let Some(marker) = &marker {
                    marker.set_text_content(Some(if checked { "☑ " } else { "☐ " }));
                }
                marker
            }
            _ => element("span"),
        };
        made.map(Node::from)
    }

    fn citation(&self, document: &Document, number: u32) -> Option<Node> {
        let label = number.to_string();
        let source = self.citations.iter().find(|citation| citation.number == number);
        let Some(source) = source.filter(|source| markdown::safe_href(&source.url)) else {
            let text = ["[", &label, "]"].concat();
            return Some(document.create_text_node(&text).into());
        };
        let chip = document.create_element("a").ok()?;
        for (key, value) in [
            ("class", "citation"),
            ("href", source.url.as_str()),
            ("title", &[&source.title, "\n", &source.snippet].concat()),
            ("aria-label", &["Source ", &label, ": ", &source.title].concat()),
            ("target", "_blank"),
            ("rel", "noopener noreferrer"),
        ] {
            let _ = chip.set_attribute(key, value);
        }
        chip.set_text_content(Some(&label));
        Some(chip.into())
    }
}

impl View for Nodes {
    fn open(&mut self, id: NodeId, parent: NodeId, kind: NodeKind<'_>) {
        let Some(parent) = self.open.get(&parent.get()) else { return };
        let Some(node) = parent.owner_document().and_then(|document| self.make(&document, kind)) else {
            return;
        };
        let _ = parent.append_child(&node);
        self.open.insert(id.get(), node);
    }

    fn text(&mut self, id: NodeId, appended: &str) {
        if let Some(node) = self.open.get(&id.get()) {
            let text: &web_sys::CharacterData = wasm_bindgen::JsCast::unchecked_ref(node);
            let _ = text.append_data(appended);
        }
    }

    fn set(&mut self, id: NodeId, change: Change) {
        if let (Some(node), Change::Loose) = (self.open.get(&id.get()), change) {
            let list: &Element = wasm_bindgen::JsCast::unchecked_ref(node);
            let _ = list.remove_attribute("class");
        }
    }

    fn truncate(&mut self, id: NodeId, keep: usize) {
        let Some(node) = self.open.get(&id.get()) else { return };
        let children = node.child_nodes();
        while children.length() as usize > keep {
            let Some(last) = node.last_child() else { return };
            let _ = node.remove_child(&last);
        }
    }

    fn close(&mut self, id: NodeId) {
        self.open.remove(&id.get());
    }
}
