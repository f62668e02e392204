//! Traps in small modules.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, DataSymbolDefinition, Function, FunctionSection, LinkingSection,
    MemorySection, MemoryType, NameMap, NameSection, SymbolTable, TypeSection,
};
use wasmparser::Validator;

use super::*;

const PANIC: &str = "_ZN4core9panicking5panic17h0123456789abcdefE";
const SLOW_PATH: &str = "_RNvNtNtCs0_3std9panicking11panic_count17is_zero_slow_path";

/// A module of functions with these names and bodies, and a relocation of the last byte before each end.
fn module(functions: &[(&str, &str)]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let (mut declared, mut code, mut names) = (FunctionSection::new(), CodeSection::new(), NameMap::new());
    let mut relocations = vec![0, functions.len() as u8];
    // The number of the functions.
    let mut offset = 1;
    for (index, (name, words)) in (0..).zip(functions) {
        declared.function(0);
        names.append(index, name);
        let mut function = Function::new([]);
        let bytes: Vec<u8> = words.split(' ').flat_map(bytes).collect();
        function.raw(bytes.iter().copied().chain([0x0b]));
        code.function(&function);
        // Its size, its locals, itself, its end.
        offset += 1 + 1 + bytes.len() + 1;
        relocations.extend([0, (offset - 2) as u8, index as u8]);
    }
    let mut section = NameSection::new();
    section.functions(&names);
    let mut module = wasm_encoder::Module::new();
    module.section(&types).section(&declared).section(&code);
    module.section(&CustomSection { name: "reloc.CODE".into(), data: relocations.into() });
    module.section(&section);
    module.finish()
}

fn bytes(word: &str) -> Vec<u8> {
    match word {
        "block" => vec![0x02, 0x40],
        "maybe-leave" => vec![0x41, 1, 0x0d, 0],
        "end" => vec![0x0b],
        "work" => vec![0x41, 1, 0x1a],
        "trap" => vec![UNREACHABLE],
        "return" => vec![0x0f],
        call => vec![0x10, call.parse().unwrap_or_default()],
    }
}

fn check(before: &[(&str, &str)], after: &[(&str, &str)], relocations: &[u8]) -> Result<()> {
    let trapped = set(&module(before))?;
    Validator::new().validate_all(&trapped)?;
    let expected = module(after);
    let expected = Parts::read(&expected)?;
    let parts = Parts::read(&trapped)?;
    for (body, expected) in parts.bodies.iter().zip(&expected.bodies) {
        assert_eq!(body.as_bytes(), expected.as_bytes());
    }
    let section = parts.code_relocations.context("there are relocations")?.reader;
    let kept: Vec<_> =
        section.entries().into_iter().map(|it| it.map(|it| it.index as u8)).collect::<Result<_, _>>()?;
    assert_eq!(kept, relocations);
    Ok(())
}

#[test]
fn a_panic_is_a_trap_and_so_is_the_way_that_leads_to_it_alone() -> Result<()> {
    check(
        &[(PANIC, "work trap"), ("f", "block maybe-leave work 0 trap end work")],
        &[(PANIC, "trap trap trap trap"), ("f", "block maybe-leave trap trap trap trap trap trap end work")],
        &[1],
    )
}

#[test]
fn what_happens_before_another_call_still_happens() -> Result<()> {
    check(
        &[(PANIC, "trap"), ("f", "work return"), ("g", "work 1 work 0 trap")],
        &[(PANIC, "trap"), ("f", "work return"), ("g", "work 1 trap trap trap trap trap trap")],
        &[1],
    )
}

#[test]
fn who_only_panics_is_a_panic_for_others() -> Result<()> {
    check(
        &[("f", "work 1 trap"), ("g", "work 2 trap"), (PANIC, "trap")],
        &[("f", "trap trap trap trap trap trap"), ("g", "trap trap trap trap trap trap"), (PANIC, "trap")],
        &[],
    )
}

#[test]
fn a_function_that_returns_stays_whatever_it_is_called() -> Result<()> {
    check(&[(SLOW_PATH, "work work")], &[(SLOW_PATH, "work work")], &[0])
}

#[test]
fn methods_of_unused_classes_trap_but_are_still_described() -> Result<()> {
    check(
        &[
            ("intounderlyingsink_close_1", "work 1"),
            ("__wbindgen_describe_intounderlyingsink_close_1", "work"),
        ],
        &[
            ("intounderlyingsink_close_1", "trap trap trap trap trap"),
            ("__wbindgen_describe_intounderlyingsink_close_1", "work"),
        ],
        &[1],
    )
}

#[test]
fn places_in_sources_are_blank_and_like_shapes_stay() -> Result<()> {
    let data: Vec<u8> = [
        b"src/lib.rs\0".as_slice(),
        b"not a name\0",
        &record(10),
        &record(10),
        // The length of another name.
        &record(9),
    ]
    .concat();
    let symbol = |offset, size| DataSymbolDefinition { index: 0, offset, size };
    let mut symbols = SymbolTable::new();
    for definition in [symbol(0, 11), symbol(11, 11), symbol(22, 16), symbol(38, 16), symbol(54, 16)] {
        symbols.data(SymbolTable::WASM_SYM_BINDING_LOCAL, "data", Some(definition));
    }
    let mut linking = LinkingSection::new();
    linking.symbol_table(&symbols);
    let mut segments = DataSection::new();
    segments.active(0, &ConstExpr::i32_const(64), data.iter().copied());
    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    // Number of segments, kind, address with its end, length.
    let start = 1 + 1 + 4 + 1;
    let address = |offset: u8, name| [5, start + offset, name, 0];
    let relocations = [vec![1, 3], [address(22, 0), address(38, 1), address(54, 0)].concat()].concat();
    let mut module = wasm_encoder::Module::new();
    module.section(&memory).section(&segments).section(&linking);
    module.section(&CustomSection { name: "reloc.DATA".into(), data: relocations.into() });

    let blank = set(&module.finish())?;
    let parts = Parts::read(&blank)?;
    let after = &blank[parts.segments[0].clone()];
    assert_eq!(after[22..38], [0; 16], "the place");
    assert_eq!((&after[..22], &after[38..]), (&data[..22], &data[38..]), "all else");
    let section = parts.data_relocations.context("there are relocations")?.reader;
    let kept: Vec<_> =
        section.entries().into_iter().map(|it| it.map(|it| it.offset)).collect::<Result<_, _>>()?;
    assert_eq!(kept, [38, 54].map(|offset| offset + u32::from(start)));
    Ok(())
}

/// What refers to a name of this length.
fn record(length: u32) -> [u8; 16] {
    let mut record = [7; 16];
    record[4..8].copy_from_slice(&length.to_le_bytes());
    record
}
