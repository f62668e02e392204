//! The interface between the parser and what draws its nodes.

/// Names one node of one [`Parser`](crate::Parser). Ids rise in the order of `open` and are never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The container that holds the whole text. It is open from the start and is never closed.
    pub const ROOT: Self = Self(0);

    /// The id as a number, for a view that keeps its nodes in a table.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// How the cells of a table column are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// No alignment was asked for.
    #[default]
    None,
    /// `:---`
    Left,
    /// `:---:`
    Center,
    /// `---:`
    Right,
}

/// What a node is.
///
/// New kinds may come; a view draws a kind it does not know as a plain container of its children.
/// Only [`NodeKind::Text`] receives text, and it has no children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeKind<'a> {
    /// A block of running text. Inside of a tight list a view draws it without margins.
    Paragraph,
    /// A heading.
    #[non_exhaustive]
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A quotation of other blocks.
    BlockQuote,
    /// A list; its children are [`NodeKind::Item`]s. It is tight until [`Change::Loose`] says otherwise.
    #[non_exhaustive]
    List {
        /// Numbered or with bullets.
        ordered: bool,
        /// The first number of a numbered list, at most nine digits.
        start: u32,
    },
    /// One item of a list, which holds blocks.
    Item,
    /// A block of code, fenced or indented; its children are texts.
    #[non_exhaustive]
    CodeBlock {
        /// The first word after the fence, or nothing.
        language: &'a str,
    },
    /// Raw HTML standing as a block; its children are texts, to be shown as such and never interpreted.
    HtmlBlock,
    /// A horizontal rule.
    ThematicBreak,
    /// A table; its children are [`NodeKind::TableRow`]s, the first of which is the header.
    Table,
    /// A row of a table.
    #[non_exhaustive]
    TableRow {
        /// Whether this is the header row.
        header: bool,
    },
    /// A cell of a table row. Every row has as many cells as the header.
    #[non_exhaustive]
    TableCell {
        /// Alignment of its column.
        align: Align,
        /// Whether it stands in the header row.
        header: bool,
    },
    /// A run of text. A soft line break is a `\n` in it. Neighbouring runs read as one.
    Text,
    /// Emphasis (`*a*`).
    Emphasis,
    /// Strong emphasis (`**a**`).
    Strong,
    /// Struck out text (`~~a~~`).
    Strikethrough,
    /// Inline code; its children are texts.
    Code,
    /// A formula of mathematics; its children are texts, its LaTeX without what is around it.
    #[non_exhaustive]
    Math {
        /// Whether it stands by itself, and not within a line.
        display: bool,
    },
    /// A link around its children, never inside of another link.
    #[non_exhaustive]
    Link {
        /// Where it leads; [`safe_href`](crate::safe_href) holds for it.
        href: &'a str,
        /// Title, or nothing.
        title: &'a str,
    },
    /// An image; its children are its description. A view never fetches `src` by itself.
    #[non_exhaustive]
    Image {
        /// Where the image is; [`safe_href`](crate::safe_href) holds for it.
        src: &'a str,
        /// Title, or nothing.
        title: &'a str,
    },
    /// A raw HTML tag in running text; its children are texts, to be shown as such and never interpreted.
    Html,
    /// A hard line break. It has no children.
    LineBreak,
    /// A reference to a numbered source (`[1]`). It has no children.
    #[non_exhaustive]
    Citation {
        /// The number between the brackets.
        number: u32,
    },
    /// The box of a task list item (`[x]`), the first child of the item's first paragraph. It has no children.
    #[non_exhaustive]
    TaskMarker {
        /// Whether the box is ticked.
        checked: bool,
    },
}

/// What can change about a node while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A list turned out to be loose: there are blank lines between its blocks. It stays so.
    Loose,
}

/// Receives the operations that bring a document up to date.
///
/// The operations are well-formed: `open` names a new id and an open parent that can hold it; the other operations
/// name open ids; a node is closed after its children. A node may stay open after a later sibling was opened.
/// Once a block is closed, it is neither named nor removed again; an inline node can still disappear while the block
/// around it is open, by a `truncate` of an ancestor.
pub trait View {
    /// A new node becomes the last child of `parent`.
    fn open(&mut self, id: NodeId, parent: NodeId, kind: NodeKind<'_>);

    /// `appended`, which is not empty, goes to the end of the [`NodeKind::Text`] node `id`.
    fn text(&mut self, id: NodeId, appended: &str);

    /// An attribute of `id` changes.
    fn set(&mut self, id: NodeId, change: Change);

    /// The children of `id` beyond the first `keep` are removed, with all that is in them. Every child that was opened
    /// counts as one, texts included. The removed ids are not named again.
    fn truncate(&mut self, id: NodeId, keep: usize);

    /// `id` is finished and is not named again.
    fn close(&mut self, id: NodeId);
}
