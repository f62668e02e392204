//! The command: its exit codes and what it says.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::ours;
use crate::support::{Run, siesta};

fn check(text: &str, more: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("vendor.json");
    fs::write(&file, text).unwrap();
    siesta(["openapi", "check", "--file", file.to_str().unwrap()].iter().chain(more))
}

#[test]
fn our_own_document_passes() {
    let run = check(&ours().to_string(), &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("says the same as assumed-v1.json"), "{}", run.stdout);
}

#[test]
fn a_difference_is_told_with_what_to_change_where() {
    let mut other = ours();
    other["components"]["schemas"]["CreateTaskRequest"]["properties"]["title"]["type"] = json!("integer");
    let run = check(&other.to_string(), &[]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("differs from assumed-v1.json in 1 place."), "{}", run.stdout);
    let told = "assumed-v1.json#/components/schemas/CreateTaskRequest/properties/title\n  has the type \
                \"string\", and there \"integer\"\n  → change its type to \"integer\"\n  concerns: POST \
                /api/v1/Task\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);

    let run = check(&other.to_string(), &["--json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 1);
    assert_eq!(told["differences"][0]["operations"], json!(["POST /api/v1/Task"]));
}

#[test]
fn what_is_no_openapi_3_document_is_no_verdict() {
    for (text, part) in [
        ("<html>", "not JSON"),
        ("{\"swagger\": \"2.0\", \"paths\": {}}", "OpenAPI 3"),
        ("{\"openapi\": \"3.0.1\"}", "paths"),
    ] {
        let run = check(text, &[]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn an_address_that_can_not_be_used_is_told() {
    for (url, part) in [
        ("swagger.json", "full address"),
        ("file:///swagger.json", "https://"),
        ("https://jo:word@api.example", "leave the user name and password out"),
    ] {
        let run = siesta(["openapi", "check", "--url", url]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

/// Answers one request with this, and returns the address.
fn serve(answer: String) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swagger.json", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            request.push(byte[0]);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(request).unwrap()
    });
    (url, server)
}

#[test]
fn a_document_is_fetched_without_any_credential() {
    let body = ours().to_string();
    let (url, server) = serve(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    let run = siesta(["openapi", "check", "--url", &url]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let request = server.join().unwrap().to_lowercase();
    assert!(!request.contains("x-api-key") && !request.contains("authorization"), "{request}");
}

#[test]
fn an_address_that_refuses_or_breaks_off_is_no_verdict() {
    for (answer, part) in [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "status 404"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "can't be fetched"),
    ] {
        let (url, server) = serve(answer.to_owned());
        let run = siesta(["openapi", "check", "--url", &url]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(part) && run.stderr.contains("--file"), "{}", run.stderr);
        server.join().unwrap();
    }
}
