//! How deep a formula can be nested at most, without reading it properly.

/// Commands that change all that follows them, and so hold it.
const SWITCHES: [&[u8]; 5] = [b"displaystyle", b"textstyle", b"scriptstyle", b"scriptscriptstyle", b"color"];

/// Where a command stands in what is around it.
#[derive(Default)]
struct Level {
    /// Commands that wait for an argument, each of which may be one of the one before.
    chain: usize,
    /// Arguments that the newest of them waits for.
    owed: usize,
}

impl Level {
    /// An argument, or something else, is there.
    fn fill(&mut self) {
        self.owed = self.owed.saturating_sub(1);
        if self.owed == 0 {
            self.chain = 0;
        }
    }
}

/// Brackets and environments that are open at a time, with the commands that wait for what is in them.
pub(crate) fn depth(latex: &str) -> usize {
    let mut outer = Vec::new();
    let (mut level, mut around, mut switches, mut deepest) = (Level::default(), 0, 0, 0);
    let mut bytes = latex.bytes().peekable();
    while let Some(b) = bytes.next() {
        let (opens, closes) = match b {
            b'\\' => {
                let mut name = Vec::new();
                while let Some(b) = bytes.next_if(u8::is_ascii_alphabetic) {
                    name.push(b);
                }
                if name.is_empty() {
                    bytes.next();
                }
                level.chain += 1;
                level.owed = arguments(&name);
                switches += usize::from(SWITCHES.contains(&name.as_slice()));
                (matches!(name.as_slice(), b"begin" | b"left"), matches!(name.as_slice(), b"end" | b"right"))
            }
            b'^' | b'_' | b'\'' => {
                level.chain += 1;
                level.owed = level.owed.max(1);
                (false, false)
            }
            b'{' | b'[' | b'(' => (true, false),
            b'}' | b']' | b')' => (false, true),
            b' ' | b'\n' | b'\t' => continue,
            _ => {
                level.fill();
                (false, false)
            }
        };
        if opens {
            around += level.chain + 1;
            outer.push(std::mem::take(&mut level));
        } else if closes && let Some(before) = outer.pop() {
            around -= before.chain + 1;
            level = before;
            // What is in square brackets may be left away, so the argument is still to come.
            if b != b']' {
                level.fill();
            }
        }
        deepest = deepest.max(around + level.chain + switches);
    }
    deepest
}

/// How many arguments a command takes at most.
fn arguments(name: &[u8]) -> usize {
    match name {
        b"genfrac" => 6,
        b"prescript" | b"sideset" => 3,
        b"binom" | b"dbinom" | b"tbinom" | b"frac" | b"cfrac" | b"dfrac" | b"tfrac" | b"overset"
        | b"underset" | b"stackrel" => 2,
        _ => 1,
    }
}
