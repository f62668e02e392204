//! Takes exports out of a module that nobody calls, so that wasm-opt can take out what they reach.

use anyhow::{Context, Result};

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
pub fn drop_unused_classes(glue: &str) -> String {
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
    let kept: Vec<_> = glue.lines().filter(is_kept).collect();
    kept.join("\n") + "\n"
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
