//! Statements of many rows.

/// How many rows a statement may have: `MANY`, or up to `FEW`. Each size is prepared once, and there are not so many that
/// they drive each other out of the connection's cache.
const MANY: usize = 32;
const FEW: usize = 16;

/// Rows of parameters, numbered on from `first`.
pub(super) fn values<const COLUMNS: usize>(
    rows: usize,
    first: usize,
    row: impl Fn(&mut String, [usize; COLUMNS]) -> std::fmt::Result,
) -> String {
    let mut sql = String::with_capacity(rows * COLUMNS * 6);
    for index in 0..rows {
        if index > 0 {
            sql.push_str(", ");
        }
        let start = first + index * COLUMNS;
        // Writing to a string doesn't fail.
        let _ = row(&mut sql, std::array::from_fn(|column| start + column));
    }
    sql
}

/// The same items in pieces of the sizes that statements have.
pub(super) fn chunks<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let size = if rest.len() >= MANY { MANY } else { rest.len().min(FEW) };
        let (chunk, after) = rest.split_at(size);
        rest = after;
        (size > 0).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn every_item_is_in_one_chunk_and_in_order() {
        for count in [0, 1, 3, 5, 63, 64, 149] {
            let items: Vec<usize> = (0..count).collect();
            let chunks: Vec<&[usize]> = chunks(&items).collect();
            assert_eq!(chunks.concat(), items);
            assert!(chunks.iter().all(|chunk| chunk.len() == MANY || (1..=FEW).contains(&chunk.len())));
        }
    }

    #[test]
    fn parameters_are_numbered_on() {
        let sql = values(2, 3, |sql, [a, b]| write!(sql, "(${a}, ${b})"));
        assert_eq!(sql, "($3, $4), ($5, $6)");
    }
}
