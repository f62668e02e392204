//! Builds the widget's files into the binary, compressed as they are in `dist/`. Without them the build works
//! and the backend says so.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    let manifest_dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dist = manifest_dir.join("../../dist");
    println!("cargo::rerun-if-changed={}", dist.display());

    let mut paths = Vec::new();
    if dist.join("bundle.json").is_file() {
        paths.push("chat-widget.js".to_owned());
        collect(&dist, "v", &mut paths)?;
    } else {
        println!(
            "cargo::warning=dist/ holds no widget: the backend will answer 503 for it; run `cargo xtask build`"
        );
    }
    paths.sort();

    let mut source = String::from("pub(crate) const FILES: &[BundleFile] = &[\n");
    for path in paths {
        let file = dist.join(&path).canonicalize()?;
        let etag: String =
            Sha256::digest(fs::read(&file)?).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(
            source,
            "    BundleFile {{ path: {path:?}, raw: include_bytes!({file:?}), brotli: {}, gzip: {}, etag: {:?} }},",
            compressed(&file, "br"),
            compressed(&file, "gz"),
            format!("W/\"{etag}\""),
        );
    }
    source.push_str("];\n");
    fs::write(out_dir.join("bundle.rs"), source)
}

/// The files below a folder, without their compressed forms.
fn collect(dist: &Path, folder: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(dist.join(folder))? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(dist, &path, paths)?;
        } else if !path.ends_with(".br") && !path.ends_with(".gz") {
            paths.push(path);
        }
    }
    Ok(())
}

fn compressed(file: &Path, extension: &str) -> String {
    let compressed = PathBuf::from(format!("{}.{extension}", file.display()));
    if compressed.is_file() { format!("Some(include_bytes!({compressed:?}))") } else { "None".to_owned() }
}
