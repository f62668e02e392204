//! Every setting that is missing or malformed says so, all at once.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Command;

use backend::settings::{NAMES, Options, Settings};

use crate::support::backend::{Transport, environment, read};

fn good() -> (tempfile::TempDir, BTreeMap<String, String>) {
    let folder = tempfile::tempdir().unwrap();
    let environment = environment(folder.path(), Transport::Realtime, "https://api.siesta.ai");
    (folder, environment)
}

/// The message for good settings with these changed.
fn message(changes: &[(&str, &str)]) -> String {
    let (folder, mut environment) = good();
    for (name, value) in changes {
        environment.insert((*name).to_owned(), (*value).to_owned());
    }
    let message = read(&environment).unwrap_err().to_string();
    message.replace(&folder.path().display().to_string(), "[folder]")
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    insta::assert_snapshot!(read(&BTreeMap::new()).unwrap_err());
}

#[test]
fn an_empty_value_is_a_missing_one() {
    let empty = NAMES.iter().map(|name| ((*name).to_owned(), "  ".to_owned())).collect();
    assert_eq!(read(&empty).unwrap_err(), read(&BTreeMap::new()).unwrap_err());
}

#[test]
fn everything_that_is_malformed_is_named_at_once() {
    insta::assert_snapshot!(message(&[
        ("SIESTA_API_URL", "ftp://api.siesta.ai"),
        ("SIESTA_API_KEY", "short"),
        ("SIESTA_ORG_ID", "5e1a7a00-0000-4000-8000-0000000000bb"),
        ("CHAT_LISTEN", "8787"),
        ("CHAT_PUBLIC_URL", "https://chat.example/path"),
        ("CHAT_ALLOWED_ORIGINS", "https://*.example, shop.example, https://shop.example/a, ftp://x"),
        ("CHAT_TOKEN_SECRET", "short"),
        ("CHAT_TOKEN_SECONDS", "3600"),
        ("CHAT_TRUSTED_PROXIES", "10.0.0.0/33, proxy.example, 127.0.0.1"),
        ("CHAT_LIMIT_REQUESTS", "many"),
        ("CHAT_LIMIT_RUNS", "10, 20"),
        ("CHAT_LIMIT_RUNNING", "0, 1, 2"),
        ("CHAT_LIMIT_CONNECTIONS", "1, 2, 3"),
        ("CHAT_DATABASE_URL", "mysql://user:password@host/db"),
        ("CHAT_RETENTION_DAYS", "0"),
        ("CHAT_RUN_DEADLINE_SECONDS", "0"),
        ("CHAT_RUN_IDLE_SECONDS", "soon"),
        ("CHAT_DRAIN_SECONDS", "-1"),
    ]));
}

#[test]
fn placeholders_of_examples_are_recognized() {
    insta::assert_snapshot!(message(&[
        ("SIESTA_API_KEY", "<siesta-api-key>"),
        ("SIESTA_ORG_ID", "${ORGANIZATION}"),
        ("CHAT_TOKEN_SECRET", "<at-least-32-random-bytes-here-please>"),
    ]));
}

#[test]
fn addresses_with_secrets_in_them_are_not_repeated() {
    for url in ["https://user:hunter2@api.siesta.ai", "https://api.siesta.ai?key=hunter2", "hunter2"] {
        let message = message(&[("SIESTA_API_URL", url)]);
        assert!(message.contains("SIESTA_API_URL") && !message.contains("hunter2"), "{message}");
    }
    let message = message(&[("CHAT_DATABASE_URL", "mysql://user:hunter2@host/db")]);
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_manifest_that_can_not_be_used_says_where_it_is_wrong() {
    let (folder, environment) = good();
    let file = folder.path().join("manifests/web-plugin.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("bottom-end", "top;}")).unwrap();
    let message = read(&environment).unwrap_err().to_string();
    insta::assert_snapshot!(message.replace(&folder.path().display().to_string(), "[folder]"));
}

#[test]
fn the_organization_may_come_from_the_manifest_alone() {
    let (_folder, mut environment) = good();
    environment.remove("SIESTA_ORG_ID");
    let settings = read(&environment).unwrap();
    assert_eq!(settings.siesta.organization_id, "5e1a7a00-0000-4000-8000-0000000000aa");
}

#[test]
fn a_file_may_hold_settings_and_the_environment_goes_before_it() {
    let (folder, environment) = good();
    let file = folder.path().join("chat.toml");
    std::fs::write(
        &file,
        "chat_listen = \"127.0.0.1:1\"\nchat_drain_seconds = 3\nchat_run_idle_seconds = 7\n\
         chat_allowed_origins = [\"https://a.example\", \"https://b.example\"]\n",
    )
    .unwrap();
    let options = Options { config: Some(file), ..Options::default() };
    let mut environment = environment;
    environment.remove("CHAT_ALLOWED_ORIGINS");
    let settings = Settings::read(&options, environment).unwrap();
    assert_eq!(settings.server.listen.port(), 0, "from the environment");
    assert_eq!(settings.runs.idle.as_secs(), 7, "from the file");
    let origins: Vec<_> = settings.access.origins.iter().map(String::as_str).collect();
    assert_eq!(origins, ["https://a.example", "https://b.example"]);
}

#[test]
fn a_file_that_can_not_be_used_says_why_without_repeating_it() {
    let (folder, environment) = good();
    let mut messages = String::new();
    for text in ["siesta_api_key = \"hunter2", "siesta_api_kay = \"hunter2\"", "chat_listen = true"] {
        let file = folder.path().join("chat.toml");
        std::fs::write(&file, text).unwrap();
        let options = Options { config: Some(file), ..Options::default() };
        messages += &format!("{}\n\n", Settings::read(&options, environment.clone()).unwrap_err());
    }
    let options = Options { config: Some(folder.path().join("none.toml")), ..Options::default() };
    messages += &Settings::read(&options, environment).unwrap_err().to_string();
    assert!(!messages.contains("hunter2"), "{messages}");
    insta::assert_snapshot!(messages.replace(&folder.path().display().to_string(), "[folder]"));
}

#[test]
fn development_is_for_loopback_and_needs_less() {
    let (folder, mut environment) = good();
    environment.remove("CHAT_TOKEN_SECRET");
    environment.remove("CHAT_ALLOWED_ORIGINS");
    let dev = Options { dev: true, ..Options::default() };
    let settings = Settings::read(&dev, environment.clone()).unwrap();
    assert!(settings.access.loopback_origins);

    environment.insert("CHAT_LISTEN".to_owned(), "0.0.0.0:8787".to_owned());
    let preview = Some(folder.path().join("none"));
    let message =
        Settings::read(&Options { preview: preview.clone(), ..dev }, environment.clone()).unwrap_err();
    let without_dev = Settings::read(&Options { preview, ..Options::default() }, environment).unwrap_err();
    let messages = format!("{message}\n\n{without_dev}");
    insta::assert_snapshot!(messages.replace(&folder.path().display().to_string(), "[folder]"));
}

#[test]
fn a_client_tool_whose_schemas_can_not_be_used_is_named_with_them() {
    let (_folder, environment) = good();
    let file = std::path::Path::new(&environment["CHAT_MANIFEST"]).join("web-plugin.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let broken = text.replacen(r#""required": ["#, r#""minProperties": "x", "required": ["#, 1);
    let remote = text.replacen(r#""shown": {"#, r#""shown": { "$ref": "https://other.example/s.json","#, 1);
    for (text, part) in [(broken, "parameters"), (remote, "result")] {
        std::fs::write(&file, text).unwrap();
        let message = read(&environment).unwrap_err().to_string();
        assert!(message.contains("CHAT_MANIFEST"), "{message}");
        assert!(message.contains(&format!("The client tool open_map has {part} that are no")), "{message}");
    }
}

#[test]
fn the_readme_lists_every_setting() {
    let readme = include_str!("../../../README.md");
    for name in NAMES {
        assert!(readme.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_binary_exits_with_2_and_listens_on_nothing() {
    let output = Command::new(env!("CARGO_BIN_EXE_chat-backend")).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("The backend can't start: 5 settings need attention."), "{message}");
}

#[test]
fn it_does_not_start_without_a_way_to_tell_visitors_apart_and_in_development_for_nobody_else() {
    let start = |arguments: &[&str], change: &dyn Fn(&mut BTreeMap<String, String>)| {
        let (_folder, mut environment) = good();
        change(&mut environment);
        let mut command = Command::new(env!("CARGO_BIN_EXE_chat-backend"));
        let output = command.args(arguments).env_clear().envs(&environment).output().unwrap();
        assert_eq!(
            (output.status.code(), output.stdout.as_slice()),
            (Some(2), [].as_slice()),
            "{environment:?}"
        );
        String::from_utf8(output.stderr).unwrap()
    };
    for secret in [None, Some(""), Some("short"), Some("<at-least-32-random-bytes-here-please>")] {
        let message = start(&[], &|environment| {
            environment.remove("CHAT_TOKEN_SECRET");
            environment.extend(secret.map(|secret| ("CHAT_TOKEN_SECRET".to_owned(), secret.to_owned())));
        });
        assert!(
            message.contains("1 setting needs attention") && message.contains("CHAT_TOKEN_SECRET"),
            "{message}"
        );
        assert!(message.contains("openssl rand"), "the remedy: {message}");
    }
    let message = start(&[], &|environment| drop(environment.remove("CHAT_ALLOWED_ORIGINS")));
    assert!(message.contains("no page could use the chat"), "{message}");
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:192.0.2.1]:0"] {
        let message = start(&["--dev"], &|environment| {
            environment.insert("CHAT_LISTEN".to_owned(), address.to_owned());
        });
        assert!(message.contains("--dev is for loopback only"), "{address}: {message}");
    }
}

#[test]
fn a_taken_port_is_named_with_the_setting() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (_folder, mut environment) = good();
    environment.insert("CHAT_LISTEN".to_owned(), address.clone());
    let output =
        Command::new(env!("CARGO_BIN_EXE_chat-backend")).env_clear().envs(&environment).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains(&address) && message.contains("CHAT_LISTEN"), "{message}");
}
