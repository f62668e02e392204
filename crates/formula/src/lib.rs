//! LaTeX formulas as the pieces of a MathML tree.
//!
//! `math-core` reads LaTeX and writes MathML. What it writes is taken apart here, and only elements, attributes and
//! style properties of fixed lists get through, so that a view can make nodes of it without asking.

mod allowed;
mod depth;
mod read;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// Longer formulas are not drawn.
const LONGEST: usize = 4000;
/// Brackets and commands that may be in each other: bounds recursion.
const DEEPEST: usize = 40;

/// A step of drawing, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// An element begins; its namespace is MathML's.
    Open(&'static str),
    /// An attribute of the element that has just begun.
    Attribute(&'static str, String),
    /// A style property of the element that has just begun.
    Style(&'static str, String),
    /// Text.
    Text(String),
    /// The newest open element ends.
    Close,
}

/// The pieces of a formula, which is a `math` element, or nothing if it can't be read.
///
/// ```
/// let pieces = formula::pieces("x^2", false).unwrap_or_default();
/// assert_eq!(pieces[0], formula::Piece::Open("math"));
/// assert!(formula::pieces(r"\frac{1}", false).is_none());
/// ```
#[must_use]
pub fn pieces(latex: &str, display: bool) -> Option<Vec<Piece>> {
    if latex.len() > LONGEST || depth::depth(latex) > DEEPEST {
        return None;
    }
    // It knows no frames: what is in them is what matters.
    let macros = vec![("boxed".to_owned(), "{#1}".to_owned())];
    let reader = LatexToMathML::new(MathCoreConfig { macros, ..MathCoreConfig::default() }).ok()?;
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let written = reader.convert_with_local_state(latex.trim(), display).ok()?;
    read::pieces(&written.mathml)
}
