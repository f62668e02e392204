//! Takes exports out of a module that nobody calls, so that wasm-opt can take out what they reach.

use anyhow::{Context, Result, ensure};

/// Classes of the stream library that Leptos' server functions bring along: every module with the library exports
/// them, and the widget never makes one.
const UNUSED: &[u8] = b"intounderlying";

/// The number of the section with the exports.
const EXPORTS: u8 = 7;

/// The module without them.
pub fn drop_unused(module: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8).context("a module has a header")?;
    let mut output = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (size, after) = number(after)?;
        let (body, after) = after.split_at_checked(size).context("a section ends within the module")?;
        output.push(id);
        let body = if id == EXPORTS { without_unused(body)? } else { body.to_vec() };
        output.extend(encoded(body.len()));
        output.extend(body);
        rest = after;
    }
    Ok(output)
}

/// The glue without their classes, which would call what is gone.
///
/// Fails when something of them is left: the glue has a shape that is not known here.
pub fn drop_unused_classes(glue: &str) -> Result<String> {
    let mut end = None;
    let is_kept = |line: &&str| {
        if end.is_none() {
            let begins =
                |start: &str| line.strip_prefix(start).is_some_and(|it| it.starts_with("IntoUnderlying"));
            end = match () {
                () if begins("export class ") => Some("}"),
                () if begins("const ") || begins("if (Symbol.dispose) ") => Some(";"),
                () => None,
            };
            if end.is_none() {
                return true;
            }
        }
        if end.is_some_and(|end| if end == "}" { *line == "}" } else { line.ends_with(end) }) {
            end = None;
        }
        false
    };
    let kept = glue.lines().filter(is_kept).collect::<Vec<_>>().join("\n") + "\n";
    ensure!(
        !kept.to_lowercase().contains("intounderlying"),
        "the glue still names IntoUnderlying… after its classes were taken out: see to xtask/src/build/exports.rs"
    );
    Ok(kept)
}

fn without_unused(section: &[u8]) -> Result<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut kept = Vec::new();
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let (name, after) = after.split_at_checked(length).context("an export has a name")?;
        let (_, after) = after.split_first().context("an export has a kind")?;
        let (_, after) = number(after)?;
        if !name.windows(UNUSED.len()).any(|part| part == UNUSED) {
            kept.push(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    let mut output = encoded(kept.len());
    output.extend(kept.concat());
    Ok(output)
}

/// A number in LEB128, and what comes after it.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0).context("a number has an end")?;
    let (digits, rest) = bytes.split_at(last + 1);
    Ok((digits.iter().rev().fold(0, |number, digit| number << 7 | usize::from(digit & 0x7f)), rest))
}

fn encoded(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCTION: u8 = 0;

    /// A module that exports functions by these names, with a section before and one after.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut section = encoded(names.len());
        for (index, name) in names.iter().enumerate() {
            section.extend(encoded(name.len()));
            section.extend(name.bytes());
            section.push(FUNCTION);
            // Numbers of more than one byte, as large modules have them.
            section.extend(encoded(300 + index));
        }
        let mut module = b"\0asm\x01\0\0\0\x05\x03\x01\x00\x11".to_vec();
        module.push(EXPORTS);
        module.extend(encoded(section.len()));
        module.extend(section);
        module.extend(b"\x00\x05\x04name");
        module
    }

    #[test]
    fn a_module_loses_the_exports_that_nobody_calls_and_nothing_else() -> Result<()> {
        let long = "x".repeat(200);
        let whole = module(&["mount", &long, "intounderlyingsink_write", "__wbg_intounderlyingsource_free"]);
        assert_eq!(drop_unused(&whole)?, module(&["mount", &long]));
        assert_eq!(drop_unused(&module(&["mount"]))?, module(&["mount"]));
        assert!(drop_unused(&whole[..whole.len() - 30]).is_err(), "a module that breaks off");
        Ok(())
    }

    const GLUE: &str = "\
export class IntoUnderlyingSink {
    free() {
        wasm.__wbg_intounderlyingsink_free(this.__wbg_ptr, 0);
    }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;
export function mount(host) {
    wasm.mount(host);
}
const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_intounderlyingsink_free(ptr, 1));
let last;
";

    #[test]
    fn the_glue_loses_their_classes_and_nothing_else() -> Result<()> {
        let kept = "export function mount(host) {\n    wasm.mount(host);\n}\nlet last;\n";
        assert_eq!(drop_unused_classes(GLUE)?, kept);
        Ok(())
    }

    #[test]
    fn glue_of_an_unknown_shape_is_refused() {
        for unknown in
            ["export default class IntoUnderlyingSink {\n}\n", "wasm.intounderlyingsink_abort();\n"]
        {
            assert!(drop_unused_classes(&format!("{GLUE}{unknown}")).is_err(), "{unknown}");
        }
    }
}
