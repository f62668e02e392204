//! Short names between the main module and its scripts.
//!
//! wasm-bindgen names each function after its full path and a hash, and the same name stands in module and glue.
//! wasm-opt gives the module short ones and says which; here the scripts learn them. It also tells what the module
//! still imports once it is optimised: what else the glue offers goes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::compile::text;
use super::publish::write;
use super::split::{GLUE_FILE, LINK_FILE};

/// How wasm-opt calls all modules that the main module imports from.
const MODULE: &str = "a";
/// How the glue calls itself.
const GLUE_MODULE: &str = "./widget_bg.js";

/// The glue's object of imports, and how far its entries are indented.
const OBJECT: &str = "    const import0 = {\n";
const OBJECT_END: &str = "\n    };\n";
const INDENT: &str = "        ";

/// What wasm-opt has renamed.
#[derive(Debug, Deserialize)]
pub struct Names {
    /// Module, name, short name.
    imports: Vec<(String, String, String)>,
    /// Name, short name.
    exports: Vec<(String, String)>,
}

impl Names {
    /// Reads what wasm-opt prints.
    pub fn parse(printed: &str) -> Result<Self> {
        serde_json::from_str(printed).context("wasm-opt says in an unknown way what it has renamed")
    }

    /// Teaches them to the scripts in the folder `work`.
    pub fn teach(&self, work: &Path) -> Result<()> {
        let (glue, link) = (work.join(GLUE_FILE), work.join(LINK_FILE));
        write(&glue, self.in_glue(&text(&glue)?)?.as_bytes())?;
        write(&link, self.in_link(&text(&link)?)?.as_bytes())
    }

    /// The glue with the short names, and without what nobody imports.
    fn in_glue(&self, glue: &str) -> Result<String> {
        let (before, rest) = glue.split_once(OBJECT).context("the glue has no object of imports")?;
        let (entries, after) =
            rest.split_once(OBJECT_END).context("the glue's object of imports has no end")?;
        let entries = self.entries(entries, before)?;
        let modules = |line: &&str| !line.trim_start().starts_with("\"./");
        let own = format!("{INDENT}\"{GLUE_MODULE}\": import0,");
        let after = after.replacen(&own, &format!("{INDENT}{MODULE}: import0,"), 1);
        let after: String = after.lines().filter(modules).flat_map(|line| [line, "\n"]).collect();
        self.calls(&[before, OBJECT, &entries, OBJECT_END, &after].concat())
    }

    /// The link file, which takes exports of the main module by name.
    fn in_link(&self, link: &str) -> Result<String> {
        let Some((before, after)) = link.split_once("} = initSync(") else { return Ok(link.to_owned()) };
        let (before, taken) =
            before.rsplit_once('{').context("the link file takes exports in an unknown way")?;
        let mut renamed = String::new();
        for name in taken.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            renamed += &format!("{}: {name}, ", self.export(name)?);
        }
        Ok(format!("{before}{{ {renamed}}} = initSync({after}"))
    }

    /// The entries of the object of imports that the module asks for. What another module offers becomes an entry,
    /// too: wasm-opt makes one module of all. `head` says how the glue calls the others.
    fn entries(&self, entries: &str, head: &str) -> Result<String> {
        let mut wanted = BTreeMap::new();
        let mut kept = String::new();
        for (module, name, short) in &self.imports {
            if module == GLUE_MODULE {
                wanted.insert(name.as_str(), short);
                continue;
            }
            let (namespace, _) = head
                .lines()
                .filter_map(|line| line.strip_prefix("import * as ")?.split_once(" from "))
                .find(|(_, from)| from.contains(module))
                .with_context(|| format!("the glue does not import {module}"))?;
            kept += &format!("{INDENT}{short}: {namespace}.{name},\n");
        }
        let mut is_kept = true;
        for line in entries.lines() {
            let entry = line.strip_prefix(INDENT).filter(|entry| entry.starts_with(is_of_name));
            match entry.and_then(|entry| entry.split_once(": ")) {
                Some(("__proto__", _)) | None if is_kept => kept += &format!("{line}\n"),
                Some((name, value)) => match wanted.remove(name) {
                    Some(short) => {
                        is_kept = true;
                        kept += &format!("{INDENT}{short}: {value}\n");
                    }
                    None => is_kept = false,
                },
                None => {}
            }
        }
        ensure!(wanted.is_empty(), "the glue does not offer {:?} in a known way", wanted.keys());
        Ok(kept.trim_end().to_owned())
    }

    /// The script with the short name after every `wasm.`, where it calls the module.
    fn calls(&self, script: &str) -> Result<String> {
        let mut parts = script.split("wasm.");
        let mut renamed = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_own = !renamed.ends_with(is_of_name);
            renamed += "wasm.";
            let (name, rest) = part.split_at(part.find(|it| !is_of_name(it)).unwrap_or(part.len()));
            renamed += if is_own { self.export(name)? } else { name };
            renamed += rest;
        }
        Ok(renamed)
    }

    fn export(&self, name: &str) -> Result<&str> {
        let found = self.exports.iter().find(|(long, _)| long == name);
        found.map(|(_, short)| short.as_str()).with_context(|| format!("the module does not export {name}"))
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_$".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [["./widget_bg.js", "__wbg_used_1", "a"], ["./link.js", "__wasm_split_load_history", "b"]],
 "exports": [["memory", "c"], ["__wbindgen_malloc", "d"]]
}"#;

    const GLUE: &str = r#"import * as import1 from "./link.js"
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_unused_2: function(arg0) {
            gone(arg0);
        },
        __wbg_used_1: function() { return handle(function (arg0) {
            const one = arg0 ? { a: 1 } : wasm.memory.buffer;
        }, arguments); },
    };
    return {
        __proto__: null,
        "./widget_bg.js": import0,
        "./link.js": import1,
    };
}
const pointer = wasm.__wbindgen_malloc(1), note = "mywasm.other";
"#;

    #[test]
    fn the_glue_gets_the_short_names_and_loses_what_nobody_imports() -> Result<()> {
        let expected = r#"import * as import1 from "./link.js"
function __wbg_get_imports() {
    const import0 = {
        b: import1.__wasm_split_load_history,
        __proto__: null,
        a: function() { return handle(function (arg0) {
            const one = arg0 ? { a: 1 } : wasm.c.buffer;
        }, arguments); },
    };
    return {
        __proto__: null,
        a: import0,
    };
}
const pointer = wasm.d(1), note = "mywasm.other";
"#;
        assert_eq!(Names::parse(PRINTED)?.in_glue(GLUE)?, expected);
        Ok(())
    }

    #[test]
    fn the_link_file_takes_exports_by_their_short_names() -> Result<()> {
        let link = "const { memory, __wbindgen_malloc,  } = initSync(undefined, undefined);";
        let expected = "const { c: memory, d: __wbindgen_malloc, } = initSync(undefined, undefined);";
        assert_eq!(Names::parse(PRINTED)?.in_link(link)?, expected);
        Ok(())
    }

    #[test]
    fn a_name_that_nobody_knows_fails_the_build() -> Result<()> {
        let names = Names::parse(PRINTED)?;
        let fails = |glue: &str| assert!(names.in_glue(glue).is_err(), "{glue}");
        fails(&GLUE.replace("__wbg_used_1:", "__wbg_other_1:"));
        fails(&GLUE.replace("wasm.memory", "wasm.table"));
        fails(&GLUE.replace("import0 = {", "imports = {"));
        fails(&GLUE.replace("\"./link.js\"\n", "\"./other.js\"\n"));
        assert!(names.in_link("const { table } = initSync()").is_err());
        Ok(())
    }
}
