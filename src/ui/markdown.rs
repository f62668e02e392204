//! Applies the parser's operations to the document, node by node. No HTML is ever written.

mod elements;

use markdown::{Change, NodeId, NodeKind, Parser, View};
use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Document, Element, Node};

use crate::chat::Citation;
use crate::net::decode::text;
use elements::Role;

/// Lines of code that share a box: the browser lays out the whole box for each text that comes to it.
const LINES_TOGETHER: usize = 20;
/// Blocks that share a box: for each text that comes, the browser looks at all that stands beside its block.
const BLOCKS_TOGETHER: usize = 40;

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
        let root = Open { node: container.clone().into(), role: Role::Plain };
        let nodes = Nodes {
            container,
            open: vec![(NodeId::ROOT, root)],
            blocks: 0,
            box_begins: None,
            citations: Vec::new(),
            lines: 0,
            has_whole: false,
        };
        Self { parser: Parser::new(), taken: 0, finished: false, nodes }
    }

    /// Shows `text`, which continues what was shown before, with its sources. Tells whether something has become
    /// whole by it that gets tools of its own: a block, or all.
    pub fn update(&mut self, text: &str, citations: &[Citation], finished: bool) -> bool {
        if self.nodes.citations.len() != citations.len() {
            self.nodes.citations = citations.to_vec();
        }
        if let Some(appended) = text.get(self.taken..)
            && !appended.is_empty()
        {
            self.parser.push(appended, &mut self.nodes);
            self.taken = text.len();
        }
        let ends = finished && !self.finished;
        if ends {
            self.finished = true;
            self.parser.finish(&mut self.nodes);
        }
        std::mem::take(&mut self.nodes.has_whole) || ends
    }
}

/// A node that the parser may still name. What is around it in the document is not the parser's affair.
struct Open {
    node: Node,
    role: Role,
}

/// The document as far as the parser may still name it.
struct Nodes {
    container: Element,
    /// In the order of their ids, which rise. Few: what has ended is not named again.
    open: Vec<(NodeId, Open)>,
    /// Blocks of the text itself.
    blocks: usize,
    /// The first of them in the newest box, once there is one.
    box_begins: Option<usize>,
    citations: Vec<Citation>,
    /// Lines in the newest box of code.
    lines: usize,
    /// Whether a block has become whole.
    has_whole: bool,
}

impl Nodes {
    /// A block of the text itself begins: it gets a new box where the newest is full.
    fn begin_block(&mut self) {
        let is_full = self.box_begins.is_none_or(|first| self.blocks >= first + BLOCKS_TOGETHER);
        let next = self.container.owner_document().filter(|_| is_full);
        if let Some(next) = next.and_then(|document| document.create_element("div").ok())
            && let Some((_, root)) = self.open.first_mut()
        {
            let _ = self.container.append_child(&next);
            root.node = next.into();
            self.box_begins = Some(self.blocks);
        }
        self.blocks += 1;
    }
}

impl View for Nodes {
    fn open(&mut self, id: NodeId, parent: NodeId, kind: NodeKind<'_>) {
        if parent == NodeId::ROOT {
            self.begin_block();
        }
        let Some(Open { node: parent, role }) = find(&self.open, parent) else { return };
        let Some(document) = parent.owner_document() else { return };
        if *role == Role::Code {
            self.lines = 0;
            if let Some(node) = code_box(&document, parent) {
                self.open.push((id, Open { node, role: Role::Lines }));
            }
            return;
        }
        let Some(made) = elements::make(&document, parent, kind, &self.citations) else { return };
        let _ = parent.append_child(made.outer.as_ref().unwrap_or(&made.inner));
        self.open.push((id, Open { node: made.inner, role: made.role }));
    }

    fn text(&mut self, id: NodeId, appended: &str) {
        let Ok(place) = place(&self.open, id) else { return };
        let open = &mut self.open[place].1;
        if open.role != Role::Lines {
            append(&open.node, appended);
            return;
        }
        for line in appended.split_inclusive('\n') {
            if self.lines == LINES_TOGETHER {
                self.lines = 0;
                let block = open.node.parent_node().and_then(|lines| lines.parent_node());
                let next = block.and_then(|block| code_box(&block.owner_document()?, &block));
                open.node = next.unwrap_or_else(|| open.node.clone());
            }
            self.lines += usize::from(line.ends_with('\n'));
            append(&open.node, line);
        }
    }

    fn set(&mut self, id: NodeId, change: Change) {
        if let (Some(open), Change::Loose) = (find(&self.open, id), change) {
            let _ = open.node.unchecked_ref::<Element>().remove_attribute("class");
        }
    }

    fn truncate(&mut self, id: NodeId, keep: usize) {
        let Some(Open { node, .. }) = find(&self.open, id) else { return };
        let mut keep = keep;
        if id == NodeId::ROOT {
            // Only the newest block can turn out to be another.
            self.blocks = keep;
            keep -= self.box_begins.unwrap_or(keep).min(keep);
        }
        let children = node.child_nodes();
        while children.length() as usize > keep {
            let Some(last) = node.last_child() else { return };
            let _ = node.remove_child(&last);
        }
    }

    fn close(&mut self, id: NodeId) {
        let Ok(place) = place(&self.open, id) else { return };
        let (_, Open { node, role }) = self.open.remove(place);
        match role {
            Role::Code | Role::Table | Role::Formula => {
                let around = node.unchecked_ref::<Element>().closest(".code, .table, .math");
                if let Ok(Some(around)) = around {
                    let _ = around.set_attribute("data-whole", "");
                    self.has_whole = true;
                }
            }
            Role::Link => tell_host(node.unchecked_ref()),
            Role::Plain | Role::Lines => {}
        }
    }
}

fn place(open: &[(NodeId, Open)], id: NodeId) -> Result<usize, usize> {
    open.binary_search_by_key(&id, |(id, _)| *id)
}

fn find(open: &[(NodeId, Open)], id: NodeId) -> Option<&Open> {
    place(open, id).ok().map(|place| &open[place].1)
}

fn append(node: &Node, text: &str) {
    let _ = node.unchecked_ref::<CharacterData>().append_data(text);
}

/// The text of a new box at the end of a block of code.
fn code_box(document: &Document, block: &Node) -> Option<Node> {
    let lines = document.create_element("span").ok()?;
    let text = document.create_text_node("");
    let _ = lines.append_child(&text);
    let _ = block.append_child(&lines);
    Some(text.into())
}

/// Says where a link leads whose text names another place.
fn tell_host(link: &Element) {
    let host = text(link, "host");
    if !host.is_empty() && markdown::misleads(&link.text_content().unwrap_or_default(), &host) {
        let _ = link.set_attribute("data-host", &host);
    }
}
