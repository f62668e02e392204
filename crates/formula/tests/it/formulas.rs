//! What people and models write.

use formula::{Piece, pieces};

/// The pieces as one line.
pub(super) fn drawn(latex: &str, display: bool) -> Option<String> {
    let piece = |piece: &Piece| match piece {
        Piece::Open(name) => format!("<{name}>"),
        Piece::Attribute(name, value) => format!("[{name}={value}]"),
        Piece::Style(name, value) => format!("[{name}:{value}]"),
        Piece::Text(text) => text.clone(),
        Piece::Close => "</>".into(),
    };
    Some(pieces(latex, display)?.iter().map(piece).collect())
}

#[test]
fn formulas_become_trees() {
    assert_eq!(drawn("x^2", false).as_deref(), Some("<math><msup><mi>x</><mn>2</></></>"));
    assert_eq!(
        drawn(r"\frac{a}{b}", true).as_deref(),
        Some("<math>[display=block]<mfrac><mi>a</><mi>b</></></>")
    );
    assert_eq!(drawn("a < b", false).as_deref(), Some("<math><mi>a</><mo><</><mi>b</></>"));
}

#[test]
fn what_is_commonly_written_can_be_drawn() {
    for latex in [
        r"E = mc^2",
        r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
        r"\int_0^\infty e^{-x^2} \, dx = \frac{\sqrt{\pi}}{2}",
        r"\sum_{n=1}^{\infty} \frac{1}{n^2}",
        r"\lim_{x \to 0} \frac{\sin x}{x}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
        r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\left( \frac{a}{b} \right)^n",
        r"\mathbb{R}^n, \mathcal{L}, \mathbf{v}, \mathrm{d}x",
        r"\hat{x}, \bar{y}, \vec{v}, \dot{q}",
        r"A \cup B \subseteq C \implies \forall x \in A",
        r"\overline{AB} \perp \underline{CD}",
        r"\log_2 n \leq \binom{n}{k} \cdot n!",
        r"P(A \mid B) = \frac{P(B \mid A)\, P(A)}{P(B)}",
        r"\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}",
        r"\text{speed} = \frac{\text{distance}}{\text{time}}",
        r"\boxed{x = 5}",
        r"\underbrace{a + b}_{c}",
        r"10\,\% \times 50 \approx 5",
    ] {
        assert!(drawn(latex, true).is_some(), "{latex}");
    }
}

#[test]
fn what_cannot_be_read_is_left_as_it_is() {
    for latex in [r"\frac{1}", r"\unknowncommand", "{", r"\begin{matrix}", r"\left("] {
        assert_eq!(drawn(latex, false), None, "{latex}");
    }
}

#[test]
fn columns_keep_their_sides() {
    let drawn = drawn(r"\begin{aligned} a &= b \end{aligned}", true).unwrap_or_default();
    assert!(drawn.contains("[text-align:right]"), "{drawn}");
}
