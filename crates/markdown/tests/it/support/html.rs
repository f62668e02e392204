//! Renders a tree as the HTML of the CommonMark examples.

use super::tree::{Kind, Tree};

pub(crate) fn render(tree: &Tree) -> String {
    let mut out = String::new();
    blocks(tree, 0, false, &mut out);
    out
}

fn blocks(tree: &Tree, id: usize, tight: bool, out: &mut String) {
    for child in &tree.nodes[id].children {
        block(tree, *child, tight, out);
    }
}

fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn wrap(tree: &Tree, id: usize, name: &str, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    inlines(tree, id, out);
    out.push_str(&format!("</{name}>"));
}

fn block(tree: &Tree, id: usize, tight: bool, out: &mut String) {
    let node = &tree.nodes[id];
    match &node.kind {
        Kind::Paragraph if tight => {
            // Within an item, text follows the tag; after a block, it starts a line.
            if !out.ends_with("<li>") {
                line(out);
            }
            inlines(tree, id, out);
        }
        kind => {
            line(out);
            match kind {
                Kind::Paragraph => wrap(tree, id, "p", out),
                Kind::Heading(level) => wrap(tree, id, &format!("h{level}"), out),
                Kind::BlockQuote => {
                    out.push_str("<blockquote>\n");
                    blocks(tree, id, false, out);
                    line(out);
                    out.push_str("</blockquote>");
                }
                Kind::List { start, loose } => {
                    let (open, close) = match start {
                        None => ("<ul>".to_owned(), "</ul>"),
                        Some(1) => ("<ol>".to_owned(), "</ol>"),
                        Some(start) => (format!("<ol start=\"{start}\">"), "</ol>"),
                    };
                    out.push_str(&open);
                    for item in &node.children {
                        line(out);
                        out.push_str("<li>");
                        blocks(tree, *item, !loose, out);
                        let last = tree.nodes[*item].children.last();
                        if last.is_some_and(|last| *loose || tree.nodes[*last].kind != Kind::Paragraph) {
                            line(out);
                        }
                        out.push_str("</li>");
                    }
                    line(out);
                    out.push_str(close);
                }
                Kind::CodeBlock(language) => {
                    if language.is_empty() {
                        out.push_str("<pre><code>");
                    } else {
                        out.push_str(&format!("<pre><code class=\"language-{}\">", escape(language)));
                    }
                    inlines(tree, id, out);
                    out.push_str("</code></pre>");
                }
                Kind::HtmlBlock => out.push_str(raw(tree, id).trim_end_matches('\n')),
                Kind::ThematicBreak => out.push_str("<hr />"),
                other => panic!("{other:?} among blocks"),
            }
            out.push('\n');
        }
    }
}

fn inlines(tree: &Tree, id: usize, out: &mut String) {
    for child in &tree.nodes[id].children {
        match &tree.nodes[*child].kind {
            Kind::Text(text) => out.push_str(&escape(text)),
            Kind::Emphasis => wrap(tree, *child, "em", out),
            Kind::Strong => wrap(tree, *child, "strong", out),
            Kind::Strikethrough => wrap(tree, *child, "del", out),
            Kind::Code => wrap(tree, *child, "code", out),
            Kind::Math { .. } => wrap(tree, *child, "math", out),
            Kind::Link { href, title } => {
                out.push_str(&format!("<a href=\"{}\"{}>", address(href), attribute(title)));
                inlines(tree, *child, out);
                out.push_str("</a>");
            }
            Kind::Image { src, title } => {
                let alt = escape(&raw(tree, *child));
                out.push_str(&format!("<img src=\"{}\" alt=\"{alt}\"{} />", address(src), attribute(title)));
            }
            Kind::Html => out.push_str(&raw(tree, *child)),
            Kind::LineBreak => out.push_str("<br />\n"),
            Kind::Citation(number) => out.push_str(&format!("[{number}]")),
            other => panic!("{other:?} among inlines"),
        }
    }
}

/// Text without its markup.
fn raw(tree: &Tree, id: usize) -> String {
    let mut out = String::new();
    for child in &tree.nodes[id].children {
        match &tree.nodes[*child].kind {
            Kind::Text(text) => out.push_str(text),
            _ => out.push_str(&raw(tree, *child)),
        }
    }
    out
}

fn attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The examples expect addresses percent-encoded, which a browser does by itself.
fn address(href: &str) -> String {
    let mut out = String::new();
    for b in href.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.+!*'(),%#@?=;:/,$&~".contains(&b) {
            out.push(b as char);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    escape(&out)
}
