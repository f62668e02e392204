//! One module to a main module, chunks that load on demand, and the scripts that connect them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use super::compile::{read, text};
use super::publish::write;
use super::{exports, garbage, traps};

/// The script that loads chunks.
pub const LINK_FILE: &str = "link.js";
/// The script that wasm-bindgen writes; it imports the link file, which imports it.
pub const GLUE_FILE: &str = "widget.js";
/// The main module's file name in the bundle.
pub const MAIN_MODULE: &str = "widget_bg.wasm";

/// Splits `module` into the folder `work` and returns the paths of all parts, the main module first.
pub fn split(module: &Path, work: &Path) -> Result<Vec<PathBuf>> {
    let input = traps::set(&read(module)?).context("cannot set traps")?;
    let unbound = work.join("widget.wasm");
    let mut options = Options::new(&input);
    let main_module = format!("./{GLUE_FILE}");
    let link_name = format!("./{LINK_FILE}");
    options.output_dir = work;
    options.main_out_path = &unbound;
    options.main_module = &main_module;
    options.link_name = &link_name;
    // Its error type is another crate's, so its chain of causes travels as text.
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("wasm-split")?;

    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    // The chunks take the main module's memory, table and stack pointer by their linker names.
    bindgen.keep_lld_exports(true).demangle(false).typescript(false);
    let mut bound =
        bindgen.input_path(&unbound).out_name("widget").generate_output().context("wasm-bindgen")?;
    bound.emit(work).context("wasm-bindgen")?;

    let glue = exports::drop_unused_classes(&text(&work.join(GLUE_FILE))?)?;
    let glue = garbage::make_leavable(&glue)?;
    exports::drop_unnamed(&mut bound, [&glue, &text(&work.join(LINK_FILE))?]);
    write(&work.join(GLUE_FILE), glue.as_bytes())?;
    let main = work.join(MAIN_MODULE);
    write(&main, &bound.wasm_mut().emit_wasm())?;
    let mut parts = vec![main];
    parts.extend(split.split_modules);
    Ok(parts)
}
