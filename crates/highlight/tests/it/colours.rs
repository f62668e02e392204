//! Every kind is drawn in one of the theme's colours, which are held to their contrast where they come from, in
//! `crates/manifest`.

const STYLE: &str = include_str!("../../../../style/highlight.css");

#[test]
fn every_kind_is_drawn_in_a_colour_of_the_theme() {
    let rules: Vec<_> = STYLE.split("::highlight(siesta-").skip(1).collect();
    assert_eq!(rules.len(), 9, "one for each kind");
    for rule in rules {
        let (kind, rule) = rule.split_once(')').expect("a rule has a kind");
        assert!(
            rule.trim_start_matches([' ', '{', '\n']).starts_with("color: var(--code-"),
            "{kind}: {rule}"
        );
    }
}
