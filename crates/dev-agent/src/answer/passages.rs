//! Picks what to quote from the sections that a search found. Pure.

use crate::knowledge::{BlockKind, Hit, Passage};
use crate::question::Query;

/// Most sections that are quoted.
const QUOTES_MAX: usize = 3;
/// A further section is left out when the answer would become longer than this, in bytes.
const LENGTH_MAX: usize = 1_400;
/// A block longer than this, in bytes, has to match better than a shorter one.
const BLOCK_LONG: usize = 400;
/// Blocks of the best section, and of each further one.
const BLOCKS_MAX: [usize; 2] = [4, 2];
/// Blocks that score less than this part of their section's best are left out.
const RELATIVE_MIN: f64 = 0.5;
/// Longest run of steps that is quoted as a whole.
const STEPS_MAX: usize = 12;

/// What is quoted of one section, in the order in which it stands there.
#[derive(Debug)]
pub struct Quote<'a> {
    /// The section.
    pub hit: &'a Hit,
    /// Its blocks to quote, never empty.
    pub passages: Vec<&'a Passage>,
}

/// Picks blocks of each hit. What is in `said` already is left out.
pub fn choose<'a>(hits: &'a [Hit], query: &Query, said: &[&str]) -> Vec<Quote<'a>> {
    let mut quotes: Vec<Quote> = Vec::new();
    let mut length = 0;
    for hit in hits {
        let most = BLOCKS_MAX[usize::from(!quotes.is_empty())];
        let chosen = choose_blocks(hit, query, said, most);
        let passages: Vec<&Passage> = chosen.into_iter().filter_map(|at| hit.passages.get(at)).collect();
        length += passages.iter().map(|passage| passage.source.len()).sum::<usize>();
        if passages.is_empty() || (length > LENGTH_MAX && !quotes.is_empty()) {
            continue;
        }
        quotes.push(Quote { hit, passages });
        if quotes.len() == QUOTES_MAX {
            break;
        }
    }
    quotes
}

/// The positions of the blocks to quote, in order.
fn choose_blocks(hit: &Hit, query: &Query, said: &[&str], most: usize) -> Vec<usize> {
    let blocks = &hit.passages;
    let is_new = |at: &usize| {
        let source = blocks[*at].source.trim_end_matches([':', '.']);
        !said.iter().any(|text| text.contains(source))
    };
    let first_text = blocks.iter().position(|block| block.kind == BlockKind::Text);
    let score = |at: usize| {
        let block = &blocks[at];
        let is_code = block.kind == BlockKind::Code;
        // What stands under a heading with the question's words is about them without repeating them.
        let share = match block.kind {
            BlockKind::Code if query.wants_code => 1.0,
            _ if Some(at) == first_text => 0.6,
            _ => 0.3,
        };
        let kind = match (is_code, query.wants_code) {
            (true, true) => 1.3,
            (true, false) => 0.7,
            (false, _) => 1.0,
        };
        let long = block.source.len().max(BLOCK_LONG) as f64 / BLOCK_LONG as f64;
        (block.score * kind + share * hit.heading_score) / long.sqrt()
    };
    let mut ranked: Vec<usize> = (0..blocks.len()).filter(is_new).collect();
    ranked.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
    let best = ranked.first().map_or(0.0, |at| score(*at));
    let mut chosen: Vec<usize> =
        ranked.into_iter().take(most).take_while(|at| score(*at) >= RELATIVE_MIN * best).collect();
    complete(blocks, &mut chosen);
    chosen.retain(is_new);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Adds what a chosen block can't do without: what a colon announces and what announces it, and the
/// other steps of a procedure.
fn complete(blocks: &[Passage], chosen: &mut Vec<usize>) {
    let announces = |at: usize| blocks[at].kind == BlockKind::Text && blocks[at].source.ends_with(':');
    let is_step = |at: usize| blocks.get(at).is_some_and(|block| block.kind == BlockKind::Step);
    for at in chosen.clone() {
        if is_step(at) {
            let start = (0..at).rev().take_while(|it| is_step(*it)).last().unwrap_or(at);
            chosen.extend((start..).take_while(|it| is_step(*it)).take(STEPS_MAX));
        }
        if announces(at) && at + 1 < blocks.len() {
            let kind = blocks[at + 1].kind;
            let run = (at + 1..blocks.len()).take_while(|it| blocks[*it].kind == kind);
            let most = if kind == BlockKind::Code { 1 } else { STEPS_MAX };
            chosen.extend(run.take(most));
        }
    }
    for at in chosen.clone() {
        if at > 0 && !chosen.contains(&(at - 1)) && announces(at - 1) {
            chosen.push(at - 1);
        }
    }
}
