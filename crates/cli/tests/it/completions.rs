//! Scripts for shells, and the command line as such.

use crate::support::siesta;

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = siesta(["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("manifest") && run.stdout.contains("validate"), "{shell}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_how_to_go_on() {
    let run = siesta(["manifests"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("'manifest'"), "{}", run.stderr);
}
