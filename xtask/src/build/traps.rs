//! Sets traps where a panic would follow, and where nobody goes, so that the splitter leaves out all that only they
//! refer to.
//!
//! A panic ends in a trap anyway, and in a browser nobody sees its message: the standard library has no standard
//! error there. Yet messages, source positions and all that formats them are a tenth of the module. The standard
//! library comes compiled, so no flag of the stable compiler takes them out. Whatever is checked stays checked.

mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result};
use wasm_encoder::{CustomSection, Encode, Section};
use wasmparser::{
    FunctionBody, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocSectionReader, SymbolInfo,
    TypeRef,
};

/// In the mangled names of functions that panic. Of the functions with such a name only those count that never
/// return.
const PANICS: [&str; 7] = [
    "4core9panicking",
    "3std9panicking",
    "3str16slice_error_fail",
    "5index16slice_index_fail",
    "5alloc18handle_alloc_error",
    "7raw_vec12handle_error",
    "3std5alloc8rust_oom",
];

/// In the names of the methods of classes that the widget never makes: the library of streams that Leptos' server
/// functions bring along exports them from every module.
const UNUSED: &str = "intounderlying";
/// How names of functions begin that only wasm-bindgen runs, to learn what is exported.
const DESCRIPTION: &str = "__wbindgen_describe_";

/// The sections with the relocations of code and of data.
const CODE: &str = "reloc.CODE";
const DATA: &str = "reloc.DATA";

/// The instruction that traps.
const UNREACHABLE: u8 = 0;

/// The module with its traps; it keeps all other relocations.
pub fn set(module: &[u8]) -> Result<Vec<u8>> {
    let parts = Parts::read(module)?;
    let mut output = module.to_vec();
    // The sections of relocations stand last, and those of data behind those of code: what is cut out of one leaves
    // the places of what is before it as they are.
    if let Some(data) = &parts.data_relocations {
        let places = places::find(module, &parts.symbols, &parts.segments, data.start, &data.reader)?;
        places.iter().for_each(|range| output[range.clone()].fill(0));
        data.leave_out(&places, module, &mut output)?;
    }
    let doomed = parts.doomed()?;
    doomed.iter().for_each(|range| output[range.clone()].fill(UNREACHABLE));
    if let Some(code) = &parts.code_relocations {
        code.leave_out(&doomed, module, &mut output)?;
    }
    Ok(output)
}

/// What is needed of a module. Places are counted from its first byte.
#[derive(Default)]
struct Parts<'a> {
    names: BTreeMap<u32, &'a str>,
    imports: u32,
    bodies: Vec<FunctionBody<'a>>,
    /// Where the bytes of each segment of data are.
    segments: Vec<Range<usize>>,
    symbols: Vec<SymbolInfo<'a>>,
    code_relocations: Option<Relocations<'a>>,
    data_relocations: Option<Relocations<'a>>,
}

/// A section of relocations.
struct Relocations<'a> {
    name: &'static str,
    /// All of it.
    section: Range<usize>,
    /// Where they count from.
    start: usize,
    reader: RelocSectionReader<'a>,
}

impl<'a> Parts<'a> {
    fn read(module: &'a [u8]) -> Result<Self> {
        let mut parts = Self::default();
        let (mut end, mut code_start, mut data_start) = (0, 0, 0);
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        parts.imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => code_start = range.start,
                Payload::DataSection(segments) => {
                    data_start = segments.range().start;
                    for segment in segments.clone() {
                        let segment = segment?;
                        parts.segments.push(segment.range.end - segment.data.len()..segment.range.end);
                    }
                }
                Payload::CodeSectionEntry(body) => parts.bodies.push(body.clone()),
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Name(sections) => {
                        for names in sections {
                            let Name::Function(names) = names? else { continue };
                            for name in names {
                                let name = name?;
                                parts.names.insert(name.index, name.name);
                            }
                        }
                    }
                    KnownCustom::Linking(linking) => {
                        for subsection in linking.subsections() {
                            let Linking::SymbolTable(symbols) = subsection? else { continue };
                            parts.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                        }
                    }
                    KnownCustom::Reloc(reader) => {
                        let section = end..custom.range().end;
                        let of = |name, start| Some(Relocations { name, section, start, reader });
                        match custom.name() {
                            CODE => parts.code_relocations = of(CODE, code_start),
                            DATA => parts.data_relocations = of(DATA, data_start),
                            _ => {}
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            end = payload.as_section().map_or(end, |(_, range)| range.end);
        }
        Ok(parts)
    }

    /// The code that leads to a panic and nowhere else, or that nobody calls, without the end that each function has.
    fn doomed(&self) -> Result<Vec<Range<usize>>> {
        let mut panics = BTreeSet::new();
        let mut doomed = Vec::new();
        let mut others = Vec::new();
        for (index, body) in (self.imports..).zip(&self.bodies) {
            let code = Code::read(body)?;
            let name = self.names.get(&index).copied().unwrap_or_default();
            if PANICS.iter().any(|it| name.contains(it)) && code.never_returns() {
                panics.insert(index);
                doomed.push(code.all());
            } else if name.contains(UNUSED) && !name.starts_with(DESCRIPTION) {
                doomed.push(code.all());
            } else {
                others.push((index, code));
            }
        }
        // Who does nothing but call them is one of them.
        loop {
            let known = panics.len();
            others.retain(|(index, code)| {
                let is_panic = code.never_returns() && code.doomed(&panics).first() == Some(&code.all());
                if is_panic {
                    panics.insert(*index);
                    doomed.push(code.all());
                }
                !is_panic
            });
            if panics.len() == known {
                break;
            }
        }
        doomed.extend(others.iter().flat_map(|(_, code)| code.doomed(&panics)));
        doomed.sort_by_key(|range| range.start);
        Ok(doomed)
    }
}

impl Relocations<'_> {
    /// Takes those out of the section in `output` that are in one of the ranges, which are in order.
    fn leave_out(&self, ranges: &[Range<usize>], module: &[u8], output: &mut Vec<u8>) -> Result<()> {
        let entries: Vec<_> = self.reader.entries().into_iter_with_offsets().collect::<Result<_, _>>()?;
        let ends = entries.iter().skip(1).map(|(start, _)| *start).chain([self.reader.range().end]);
        let mut kept = Vec::<u8>::new();
        let mut count = 0_u32;
        for ((start, entry), end) in entries.iter().zip(ends) {
            let place = self.start + entry.offset as usize;
            let next = ranges.partition_point(|range| range.end <= place);
            if !ranges.get(next).is_some_and(|range| range.contains(&place)) {
                kept.extend(&module[*start..end]);
                count += 1;
            }
        }
        let mut data = Vec::new();
        self.reader.section_index().encode(&mut data);
        count.encode(&mut data);
        data.extend(kept);
        let section = CustomSection { name: self.name.into(), data: data.into() };
        let mut bytes = vec![section.id()];
        section.encode(&mut bytes);
        output.splice(self.section.clone(), bytes);
        Ok(())
    }
}

/// The instructions of a function, each with its place.
struct Code<'a>(Vec<(Operator<'a>, usize)>);

impl<'a> Code<'a> {
    fn read(body: &FunctionBody<'a>) -> Result<Self> {
        let operators = body.get_operators_reader()?.into_iter_with_offsets();
        Ok(Self(operators.collect::<Result<_, _>>().context("a function can't be read")?))
    }

    /// All but the end.
    fn all(&self) -> Range<usize> {
        let place = |at: Option<&(Operator, usize)>| at.map_or(0, |(_, place)| *place);
        place(self.0.first())..place(self.0.last())
    }

    /// Whether its last instruction is never reached, and none returns before.
    fn never_returns(&self) -> bool {
        let returns =
            |operator: &Operator| matches!(operator, Operator::Return | Operator::ReturnCall { .. });
        let last = self.0.iter().nth_back(1);
        matches!(last, Some((Operator::Unreachable, _))) && !self.0.iter().any(|(it, _)| returns(it))
    }

    /// Stretches that are run from their first instruction to a call of a function that panics.
    fn doomed(&self, panics: &BTreeSet<u32>) -> Vec<Range<usize>> {
        let mut doomed = Vec::new();
        let mut start = self.all().start;
        for ((operator, _), (next, end)) in self.0.iter().zip(self.0.iter().skip(1)) {
            let panics =
                matches!(operator, Operator::Call { function_index } if panics.contains(function_index));
            if panics {
                // With the trap that the compiler puts behind it.
                doomed.push(start..*end + usize::from(matches!(next, Operator::Unreachable)));
            }
            if panics || !runs_on(operator) {
                start = *end;
            }
        }
        doomed
    }
}

/// Whether the next instruction is run after this one, come from nowhere else, and nothing outside has noticed.
fn runs_on(operator: &Operator) -> bool {
    use Operator as O;
    !matches!(
        operator,
        O::Block { .. }
            | O::Loop { .. }
            | O::If { .. }
            | O::Else
            | O::End
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::Return
            | O::Call { .. }
            | O::CallIndirect { .. }
            | O::Unreachable
    )
}

#[cfg(test)]
mod tests;
