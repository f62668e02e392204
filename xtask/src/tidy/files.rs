//! How files look: first line, length, names, white space, no path of anybody's machine.

use std::env;
use std::path::Path;

use super::source::Source;

/// The most lines of a file, and the words of a longer one's first comment that give the reason.
const LONGEST: usize = 400;
const REASON: &str = "Over 400 lines";

/// The breaches of these rules.
pub fn check(sources: &[Source], root: &Path) -> Vec<String> {
    let machine = machine_paths(root);
    let mut breaches = Vec::new();
    for source in sources {
        let path = &source.path;
        if source.is(&["rs"]) && !says_what_it_is_for(source) {
            breaches.push(format!("{path}: the first line is not `//! ` and what the file is for"));
        }
        if path == "mod.rs" || path.ends_with("/mod.rs") {
            breaches.push(format!("{path}: a module is named `foo.rs`, its parts are in `foo/`"));
        }
        let lines = source.text.lines().count();
        if source.is(&["rs", "js", "mjs", "css"]) && lines > LONGEST && !gives_reason(&source.text) {
            breaches.push(format!(
                "{path}: {lines} lines; split it, or write in its first comment \"{REASON}: …\" and why"
            ));
        }
        for (index, line) in source.text.lines().enumerate() {
            let number = index + 1;
            // Two blanks at the end of a line of Markdown are a line break.
            if line.ends_with([' ', '\t']) && !source.is(&["md"]) {
                breaches.push(format!("{path}:{number}: white space at the end of the line"));
            }
            if let Some(place) = machine.iter().find(|place| line.contains(place.as_str())) {
                breaches.push(format!("{path}:{number}: contains {place}, a path of this machine"));
            }
        }
        if !source.text.is_empty() && !source.text.ends_with('\n') {
            breaches.push(format!("{path}: the last line has no end"));
        }
    }
    breaches
}

/// A module comment; a crate may take it from its README. What `include!` reads as an expression can't have one.
fn says_what_it_is_for(source: &Source) -> bool {
    let crate_doc = "#![doc = include_str!(\"../README.md\")]";
    let included = source.path.contains("/tests/data/") && source.text.starts_with("// ");
    source.text.starts_with("//! ") || source.text.starts_with(crate_doc) || included
}

/// Whether the comment at the top of the file says why it is long.
fn gives_reason(text: &str) -> bool {
    let is_comment =
        |line: &&str| line.starts_with("//") || line.starts_with("/*") || line.starts_with([' ', '*']);
    text.lines().take_while(is_comment).any(|line| line.contains(REASON))
}

/// Where this checkout and its owner's files are. A path that is too short to tell anything, such as `/`, is none.
fn machine_paths(root: &Path) -> Vec<String> {
    let home = env::home_dir().unwrap_or_default();
    let paths = [root, home.as_path()].map(|path| format!("{}/", path.display()));
    paths.into_iter().filter(|path| path.len() > 3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        let breaches = super::check(&[source], Path::new("/somewhere/checkout"));
        assert_eq!(breaches.len(), expected.len(), "{breaches:?}");
        for (breach, part) in breaches.iter().zip(expected) {
            assert!(breach.contains(part), "{breach} lacks {part}");
        }
    }

    #[test]
    fn rust_files_say_what_they_are_for() {
        check("src/a.rs", "//! The a.\n", &[]);
        check("src/a.rs", "use b;\n", &["the first line"]);
        check("src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n", &[]);
        check("crates/a/tests/data/b.rs", "// The b.\n&[]\n", &[]);
        check("src/a.js", "use(b);\n", &[]);
    }

    #[test]
    fn there_is_no_mod_rs() {
        check("src/a/mod.rs", "//! The a.\n", &["a module is named"]);
        check("src/a_mod.rs", "//! The a.\n", &[]);
    }

    #[test]
    fn a_long_file_has_a_reason() {
        let long = "let a = 1;\n".repeat(LONGEST);
        check("src/a.rs", &format!("//! The a.\n{long}"), &["401 lines"]);
        check("src/a.rs", &format!("//! The a.\n//! {REASON}: one table.\n{long}"), &[]);
        check("src/a.rs", &format!("//! The a.\n{long}// {REASON}\n"), &["402 lines"]);
        check("src/a.md", &long, &["x"; 0]);
    }

    #[test]
    fn lines_and_files_end_cleanly() {
        check("a.css", "a {} \n", &["a.css:1: white space"]);
        check("a.md", "a  \nb\n", &[]);
        check("a.toml", "a = 1", &["no end"]);
    }

    #[test]
    fn no_path_of_a_machine_is_written_down() {
        check("a.md", "see /somewhere/checkout/src\n", &["a path of this machine"]);
        check("a.md", "see /somewhere/else\n", &[]);
    }
}
