//! The tree that the operations build.

use markdown::{Align, Change, NodeId, NodeKind, View};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    BlockQuote,
    List { start: Option<u32>, loose: bool },
    Item,
    CodeBlock(String),
    HtmlBlock,
    ThematicBreak,
    Table,
    TableRow { header: bool },
    TableCell { align: Align, header: bool },
    Text(String),
    Emphasis,
    Strong,
    Strikethrough,
    Code,
    Math { display: bool },
    Link { href: String, title: String },
    Image { src: String, title: String },
    Html,
    LineBreak,
    Citation(u32),
    TaskMarker(bool),
}

impl Kind {
    fn of(kind: NodeKind<'_>) -> Self {
        match kind {
            NodeKind::Paragraph => Self::Paragraph,
            NodeKind::Heading { level, .. } => Self::Heading(level),
            NodeKind::BlockQuote => Self::BlockQuote,
            NodeKind::List { ordered, start, .. } => {
                Self::List { start: ordered.then_some(start), loose: false }
            }
            NodeKind::Item => Self::Item,
            NodeKind::CodeBlock { language, .. } => Self::CodeBlock(language.into()),
            NodeKind::HtmlBlock => Self::HtmlBlock,
            NodeKind::ThematicBreak => Self::ThematicBreak,
            NodeKind::Table => Self::Table,
            NodeKind::TableRow { header, .. } => Self::TableRow { header },
            NodeKind::TableCell { align, header, .. } => Self::TableCell { align, header },
            NodeKind::Text => Self::Text(String::new()),
            NodeKind::Emphasis => Self::Emphasis,
            NodeKind::Strong => Self::Strong,
            NodeKind::Strikethrough => Self::Strikethrough,
            NodeKind::Code => Self::Code,
            NodeKind::Math { display, .. } => Self::Math { display },
            NodeKind::Link { href, title, .. } => Self::Link { href: href.into(), title: title.into() },
            NodeKind::Image { src, title, .. } => Self::Image { src: src.into(), title: title.into() },
            NodeKind::Html => Self::Html,
            NodeKind::LineBreak => Self::LineBreak,
            NodeKind::Citation { number, .. } => Self::Citation(number),
            NodeKind::TaskMarker { checked, .. } => Self::TaskMarker(checked),
            other => panic!("a kind the tests do not know: {other:?}"),
        }
    }

    /// Blocks that hold blocks, and parts of tables.
    fn is_container(&self) -> bool {
        matches!(
            self,
            Self::Root
                | Self::BlockQuote
                | Self::List { .. }
                | Self::Item
                | Self::Table
                | Self::TableRow { .. }
        )
    }

    fn is_leaf(&self) -> bool {
        matches!(
            self,
            Self::Paragraph
                | Self::Heading(_)
                | Self::CodeBlock(_)
                | Self::HtmlBlock
                | Self::ThematicBreak
                | Self::TableCell { .. }
        )
    }

    fn is_block(&self) -> bool {
        self.is_container() || self.is_leaf()
    }

    fn may_hold(&self, child: &Self) -> bool {
        match (self, child) {
            (Self::List { .. }, child) => *child == Self::Item,
            (Self::Table, child) => matches!(child, Self::TableRow { .. }),
            (Self::TableRow { .. }, child) => matches!(child, Self::TableCell { .. }),
            (Self::Root | Self::BlockQuote | Self::Item, child) => {
                child.is_block()
                    && !matches!(
                        child,
                        Self::Root | Self::Item | Self::TableRow { .. } | Self::TableCell { .. }
                    )
            }
            (Self::CodeBlock(_) | Self::HtmlBlock | Self::Html | Self::Code | Self::Math { .. }, child) => {
                matches!(child, Self::Text(_))
            }
            (
                Self::Text(_)
                | Self::ThematicBreak
                | Self::LineBreak
                | Self::Citation(_)
                | Self::TaskMarker(_),
                _,
            ) => false,
            (_, child) => !child.is_block(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) children: Vec<usize>,
    parent: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    Removed,
}

/// Indexed by id, which the parser hands out without gaps. Counts what it is told.
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) operations: usize,
    pub(crate) text_bytes: usize,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let root = Node { kind: Kind::Root, children: vec![], parent: 0, state: State::Open };
        Self { nodes: vec![root], operations: 0, text_bytes: 0 }
    }

    /// Names of the nodes that are neither closed nor removed, but for the root.
    pub(crate) fn open_nodes(&self) -> Vec<String> {
        self.nodes
            .iter()
            .skip(1)
            .filter(|node| node.state == State::Open)
            .map(|node| node.kind.name())
            .collect()
    }

    pub(crate) fn assert_finished(&self) {
        for (id, node) in self.nodes.iter().enumerate().skip(1) {
            assert_ne!(node.state, State::Open, "{id} {:?} was left open", node.kind);
        }
    }

    fn open_node(&mut self, id: NodeId) -> &mut Node {
        self.operations += 1;
        let node = &mut self.nodes[id.get() as usize];
        assert_eq!(node.state, State::Open, "{id:?} {:?} is used", node.kind);
        node
    }

    fn remove(&mut self, id: usize) {
        let node = &mut self.nodes[id];
        assert!(
            !(node.kind.is_block() && node.state == State::Closed),
            "the finished {:?} is removed",
            node.kind
        );
        node.state = State::Removed;
        for child in node.children.clone() {
            self.remove(child);
        }
    }

    /// Nodes above `id`, itself included.
    fn ancestors(&self, mut id: usize) -> impl Iterator<Item = &Kind> {
        std::iter::from_fn(move || {
            let node = (id > 0).then(|| &self.nodes[id])?;
            id = node.parent;
            Some(&node.kind)
        })
    }

    /// One line: kinds with their children in parentheses, neighbouring texts joined.
    pub(crate) fn debug(&self) -> String {
        let mut out = String::new();
        self.debug_children(0, &mut out);
        out
    }

    fn debug_children(&self, id: usize, out: &mut String) {
        let mut in_text = false;
        for (i, child) in self.nodes[id].children.iter().enumerate() {
            let node = &self.nodes[*child];
            if let Kind::Text(text) = &node.kind {
                let quoted = format!("{text:?}");
                let quoted = &quoted[1..quoted.len() - 1];
                if in_text {
                    out.pop();
                } else {
                    out.push_str(if i > 0 { " \"" } else { "\"" });
                }
                out.push_str(quoted);
                out.push('"');
                in_text = true;
                continue;
            }
            in_text = false;
            if i > 0 {
                out.push(' ');
            }
            out.push_str(&node.kind.name());
            if !node.children.is_empty() {
                out.push('(');
                self.debug_children(*child, out);
                out.push(')');
            }
        }
    }

    /// All text that can be read, also that of citations.
    pub(crate) fn plain(&self) -> String {
        let mut out = String::new();
        self.plain_children(0, &mut out);
        out
    }

    fn plain_children(&self, id: usize, out: &mut String) {
        for child in &self.nodes[id].children {
            match &self.nodes[*child].kind {
                Kind::Text(text) => out.push_str(text),
                _ => self.plain_children(*child, out),
            }
        }
    }

    pub(crate) fn depth(&self) -> usize {
        (0..self.nodes.len()).map(|id| self.ancestors(id).count()).max().unwrap_or(0)
    }
}

impl Kind {
    fn name(&self) -> String {
        match self {
            Self::Root => "root".into(),
            Self::Paragraph => "p".into(),
            Self::Heading(level) => format!("h{level}"),
            Self::BlockQuote => "quote".into(),
            Self::List { start, loose } => format!(
                "{}{}",
                start.map_or("ul".into(), |start| format!("ol:{start}")),
                if *loose { ":loose" } else { "" }
            ),
            Self::Item => "li".into(),
            Self::CodeBlock(language) if language.is_empty() => "pre".into(),
            Self::CodeBlock(language) => format!("pre:{language}"),
            Self::HtmlBlock => "htmlblock".into(),
            Self::ThematicBreak => "hr".into(),
            Self::Table => "table".into(),
            Self::TableRow { header } => if *header { "thead" } else { "tr" }.into(),
            Self::TableCell { align, header } => {
                let align = match align {
                    Align::None => "",
                    Align::Left => ":left",
                    Align::Center => ":center",
                    Align::Right => ":right",
                };
                format!("{}{align}", if *header { "th" } else { "td" })
            }
            Self::Text(_) => "text".into(),
            Self::Emphasis => "em".into(),
            Self::Strong => "strong".into(),
            Self::Strikethrough => "del".into(),
            Self::Code => "code".into(),
            Self::Math { display } => if *display { "formula" } else { "math" }.into(),
            Self::Link { href, title } if title.is_empty() => format!("a<{href}>"),
            Self::Link { href, title } => format!("a<{href} {title:?}>"),
            Self::Image { src, .. } => format!("img<{src}>"),
            Self::Html => "html".into(),
            Self::LineBreak => "br".into(),
            Self::Citation(number) => format!("cite:{number}"),
            Self::TaskMarker(checked) => if *checked { "task:done" } else { "task" }.into(),
        }
    }
}

impl View for Tree {
    fn open(&mut self, id: NodeId, parent: NodeId, kind: NodeKind<'_>) {
        assert_eq!(id.get() as usize, self.nodes.len(), "ids are fresh and without gaps");
        let kind = Kind::of(kind);
        if let Kind::Link { href, .. } | Kind::Image { src: href, .. } = &kind {
            assert!(markdown::safe_href(href), "{href:?} got out");
        }
        let above = parent.get() as usize;
        assert!(self.nodes[above].kind.may_hold(&kind), "{kind:?} in {:?}", self.nodes[above].kind);
        if matches!(kind, Kind::Link { .. }) {
            assert!(
                !self.ancestors(above).any(|kind| matches!(kind, Kind::Link { .. } | Kind::Image { .. })),
                "a link in a link"
            );
        }
        let parent = self.open_node(parent);
        parent.children.push(id.get() as usize);
        self.nodes.push(Node { kind, children: vec![], parent: above, state: State::Open });
    }

    fn text(&mut self, id: NodeId, appended: &str) {
        assert!(!appended.is_empty(), "an empty text");
        self.text_bytes += appended.len();
        let Kind::Text(text) = &mut self.open_node(id).kind else { panic!("text of {id:?}, which is none") };
        text.push_str(appended);
    }

    fn set(&mut self, id: NodeId, change: Change) {
        match (&mut self.open_node(id).kind, change) {
            (Kind::List { loose, .. }, Change::Loose) => {
                assert!(!*loose, "told twice");
                *loose = true;
            }
            (kind, change) => panic!("{change:?} of {kind:?}"),
        }
    }

    fn truncate(&mut self, id: NodeId, keep: usize) {
        let node = self.open_node(id);
        assert!(keep < node.children.len(), "{id:?} has nothing beyond {keep}");
        for child in node.children.split_off(keep) {
            self.remove(child);
        }
    }

    fn close(&mut self, id: NodeId) {
        assert_ne!(id, NodeId::ROOT);
        let node = self.open_node(id);
        node.state = State::Closed;
        for child in node.children.clone() {
            assert_eq!(self.nodes[child].state, State::Closed, "a child outlives its parent");
        }
    }
}
