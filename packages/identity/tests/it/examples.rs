//! The examples of the README files are code: their compilers and interpreters read them. Those that need a framework
//! which isn't here can be read no further than that.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::language::{build, copy};
use crate::readme::blocks;

/// Writes each block to a file and has it read by a command.
fn check(readme: &str, language: &str, file: &str, command: &[&str]) {
    for block in blocks(readme, language) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::write(&path, block).unwrap();
        build(Command::new(command[0]).args(&command[1..]).arg(path));
    }
}

mod node {
    #[test]
    fn the_example_can_be_read() {
        super::check("node/README.md", "js", "example.mjs", &["node", "--check"]);
    }

    #[test]
    fn the_code_for_the_page_can_be_read() {
        super::check("README.md", "js", "example.mjs", &["node", "--check"]);
    }
}

mod python {
    #[test]
    fn the_examples_can_be_read() {
        let read = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
        super::check("python/README.md", "python", "example.py", &["python3", "-c", read]);
    }
}

mod php {
    #[test]
    fn the_examples_can_be_read() {
        super::check("php/README.md", "php", "example.php", &["php", "-l"]);
    }
}

mod ruby {
    #[test]
    fn the_examples_can_be_read() {
        super::check("ruby/README.md", "ruby", "example.rb", &["ruby", "-c"]);
    }
}

mod go {
    use super::*;

    #[test]
    fn the_example_compiles() {
        let folder = tempfile::tempdir().unwrap();
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::create_dir(folder.path().join("chatidentity")).unwrap();
        copy(&package.join("go/chatidentity.go"), &folder.path().join("chatidentity/chatidentity.go"));
        fs::write(folder.path().join("go.mod"), "module identity\n\ngo 1.18\n").unwrap();
        let [example] = blocks("go/README.md", "go").try_into().unwrap();
        fs::write(folder.path().join("main.go"), example + "\nfunc main() { chatIdentity(nil) }\n").unwrap();
        build(Command::new("go").args(["vet", "./..."]).current_dir(folder.path()));
    }
}

mod rust {
    use super::*;

    #[test]
    fn the_example_is_the_file_that_cargo_compiles() {
        assert_eq!(blocks("rust/README.md", "rust"), [include_str!("../../rust/example.rs")]);
    }
}
