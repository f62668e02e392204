//! Takes exports out of the main module that nobody calls, so that wasm-opt can take out what they reach.

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Output;

/// The glue without the classes of the stream library that Leptos' server functions bring along: every module with
/// the library exports them, and the widget never makes one.
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

/// Takes those exports out of the module that none of its scripts names.
pub fn drop_unnamed(output: &mut Output, scripts: [&str; 2]) {
    let exports = &mut output.wasm_mut().exports;
    let unnamed: Vec<_> = exports
        .iter()
        .filter(|it| !scripts.iter().any(|script| names(script, &it.name)))
        .map(|it| it.id())
        .collect();
    unnamed.into_iter().for_each(|export| exports.delete(export));
}

fn names(script: &str, export: &str) -> bool {
    let mut words = script.split(|letter: char| !letter.is_ascii_alphanumeric() && !"_$".contains(letter));
    words.any(|word| word == export)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_script_names_an_export_by_the_whole_word() {
        assert!(names(GLUE, "mount") && names(GLUE, "__wbg_intounderlyingsink_free"));
        assert!(!names(GLUE, "moun") && !names(GLUE, "intounderlyingsink_free"));
    }
}
