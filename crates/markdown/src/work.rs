//! Counts the bytes that are looked at, in tests only.

#[cfg(test)]
thread_local! {
    static BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// So many bytes, or steps of similar cost, were looked at.
#[inline(always)]
pub(crate) fn count(bytes: usize) {
    #[cfg(test)]
    BYTES.set(BYTES.get() + bytes);
    #[cfg(not(test))]
    let _ = bytes;
}

#[cfg(test)]
mod tests {
    use super::BYTES;
    use crate::{Change, NodeId, NodeKind, Parser, View};

    struct Nothing;

    impl View for Nothing {
        fn open(&mut self, _: NodeId, _: NodeId, _: NodeKind<'_>) {}
        fn text(&mut self, _: NodeId, _: &str) {}
        fn set(&mut self, _: NodeId, _: Change) {}
        fn truncate(&mut self, _: NodeId, _: usize) {}
        fn close(&mut self, _: NodeId) {}
    }

    /// Start, unit and end of a text.
    const HOSTILE: &[(&str, &str, &str)] = include!("../tests/data/hostile.rs");

    /// Bytes looked at for a text that arrives in pieces of `size` characters.
    fn work(text: &str, size: usize) -> usize {
        BYTES.set(0);
        let mut parser = Parser::new();
        let characters: Vec<char> = text.chars().collect();
        for piece in characters.chunks(size) {
            parser.push(&piece.iter().collect::<String>(), &mut Nothing);
        }
        parser.finish(&mut Nothing);
        BYTES.get()
    }

    /// Four times the text is at most about four times the work.
    #[test]
    fn what_is_looked_at_grows_with_the_text() {
        for (start, unit, end) in HOSTILE {
            for size in [1, 7, usize::MAX] {
                let text = |length: usize| format!("{start}{}{end}", unit.repeat(length / unit.len()));
                let (small, large) = (work(&text(6_000), size), work(&text(24_000), size));
                assert!(
                    large < small * 6 + 1000,
                    "{start:?} {unit:?} {end:?} by {size}: {small} bytes for 6000, {large} for 24000"
                );
                assert!(
                    large < 24_000 * 150,
                    "{start:?} {unit:?} {end:?} by {size}: {large} bytes for 24000"
                );
            }
        }
    }

    #[test]
    fn the_count_counts() {
        assert!(work("plain text", 1) >= "plain text".len());
    }
}
