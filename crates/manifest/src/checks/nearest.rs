//! The known word that a misspelt one was probably meant to be.

/// The nearest of `known`, when it is near enough to be worth suggesting.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = fold(word);
    let (distance, best) = known.iter().map(|&known| (distance(&word, &fold(known)), known)).min()?;
    (distance <= word.len().max(fold(best).len()) / 3).then_some(best)
}

/// `page_context`, `Page-Context` and `pageContext` are the same word to a person.
fn fold(word: &str) -> Vec<char> {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}

/// Levenshtein distance, in single-character edits.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_foreign_one_none() {
        let known = ["pageContext", "position", "texts", "theme"];
        for (word, expected) in [
            ("page_context", Some("pageContext")),
            ("pagecontxt", Some("pageContext")),
            ("Theme", Some("theme")),
            ("them", Some("theme")),
            ("postion", Some("position")),
            ("customCss", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, &known), expected, "{word}");
        }
    }
}
