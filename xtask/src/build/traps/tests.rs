//! Traps in small modules.

use wasm_encoder::{CodeSection, Function, FunctionSection, NameMap, NameSection, TypeSection};
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
    let (_, section) = parts.relocations.context("there are relocations")?;
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
