//! Where panics come from: a file's name and a line for each, which nobody reads once panics are traps.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Result;
use wasmparser::{RelocSectionReader, SymbolInfo};

/// Size of a `core::panic::Location`: where its file's name is, how long that is, line, column.
const SIZE: usize = 16;
/// How a file's name ends, with the zero behind it that its length leaves out.
const SOURCE: &[u8] = b".rs\0";

/// The source places among the data: records of the right size that refer to the name of a source, of the length that
/// they say, and to nothing else. `segments` says where each segment's bytes are in the module, and relocations count
/// from `start`.
pub fn find(
    module: &[u8],
    symbols: &[SymbolInfo],
    segments: &[Range<usize>],
    start: usize,
    relocations: &RelocSectionReader,
) -> Result<Vec<Range<usize>>> {
    let mut targets: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in relocations.entries() {
        let entry = entry?;
        targets.insert(start + entry.offset as usize, entry.index as usize);
    }
    let range = |symbol: &SymbolInfo| match symbol {
        SymbolInfo::Data { symbol: Some(data), .. } => {
            let begin = segments.get(data.index as usize)?.start + data.offset as usize;
            Some(begin..begin + data.size as usize)
        }
        _ => None,
    };
    let is_place = |place: &Range<usize>| {
        let mut inside = targets.range(place.clone());
        let (Some((&at, &target)), None) = (inside.next(), inside.next()) else { return false };
        let Some(name) = symbols.get(target).and_then(range) else { return false };
        let said = module[at + 4..].first_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
        at == place.start && said + 1 == name.len() && module[name].ends_with(SOURCE)
    };
    let mut places: Vec<_> =
        symbols.iter().filter_map(range).filter(|it| it.len() == SIZE).filter(is_place).collect();
    places.sort_by_key(|place| place.start);
    Ok(places)
}
