//! The colours can be read: 4.5 to 1 on the ground of a block of code, in light and dark (WCAG 2.2, 1.4.3).

const COLOURS: &str = include_str!("../../../../style/highlight.css");

/// All style sheets in one: the ground may be set in any of them.
fn styles() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../style");
    let files = std::fs::read_dir(folder).expect("there are styles").map(|file| file.expect("a file").path());
    files.map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

/// The two colours of each `light-dark(#…, #…)` in lines that have `part`.
fn pairs(css: &str, part: &str) -> Vec<(String, [f64; 2])> {
    let pair = |line: &str| {
        let inner = line.split("light-dark(").nth(1)?.split(')').next()?.to_owned();
        let (light, dark) = inner.split_once(", ")?;
        Some((line.trim().to_owned(), [luminance(light)?, luminance(dark)?]))
    };
    css.lines().filter(|line| line.contains(part)).filter_map(pair).collect()
}

/// Relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> Option<f64> {
    let channel = |at: usize| {
        let share = f64::from(u8::from_str_radix(colour.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(1)? + 0.7152 * channel(3)? + 0.0722 * channel(5)?)
}

#[test]
fn every_colour_stands_out_from_the_ground() {
    let grounds = pairs(&styles(), "--raised:");
    assert!(!grounds.is_empty(), "--raised is set somewhere");
    assert_eq!(COLOURS.matches("::highlight(siesta-").count(), 9, "one for each kind");
    let colours = pairs(COLOURS, "light-dark(");
    // What came may have the colour of text in quotes.
    assert!(colours.len() >= 8, "{colours:?}");
    for (line, colour) in colours {
        for (ground, grounds) in &grounds {
            for (scheme, (a, b)) in ["light", "dark"].into_iter().zip(grounds.iter().zip(colour)) {
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{line} on {ground}: {contrast:.2} in {scheme}");
            }
        }
    }
}
