//! Uploads and downloads, and what the agent makes of them.

use crate::support::{AGENT, DevAgent, start, start_with, text};
use futures_util::StreamExt;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

async fn upload(agent: &DevAgent, part: Part) -> Value {
    let request = agent.request(Method::POST, "/api/v1/File").multipart(Form::new().part("file", part));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 201);
    response.json().await.unwrap()
}

async fn download(agent: &DevAgent, file: &Value) -> Response {
    let response = agent.request(Method::GET, &format!("/api/v1/File/{}", text(&file["id"]))).send().await;
    response.unwrap()
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_and_is_never_run() {
    let agent = start().await;
    let content: Vec<u8> = (0..3_000_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    let part = Part::bytes(content.clone()).file_name("../über uns.html").mime_str("text/html").unwrap();
    let file = upload(&agent, part).await;
    assert_eq!((&file["name"], &file["contentType"]), (&json!("über uns.html"), &json!("text/html")));
    assert_eq!(file["size"], content.len());

    let response = download(&agent, &file).await;
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("Content-Type"), "application/octet-stream");
    assert_eq!(header("X-Content-Type-Options"), "nosniff");
    assert!(header("Content-Disposition").ends_with("filename*=UTF-8''%C3%BCber%20uns.html"));
    assert_eq!(header("Content-Length"), content.len().to_string());
    assert_eq!(response.bytes().await.unwrap(), content);
}

#[tokio::test]
async fn an_empty_file_and_one_without_a_name_are_files() {
    let agent = start().await;
    let file = upload(&agent, Part::bytes(Vec::new())).await;
    assert_eq!((&file["name"], &file["size"]), (&json!("file"), &json!(0)));
    assert_eq!(download(&agent, &file).await.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let agent = start_with(&["--files", folder.path().to_str().unwrap(), "--file-limit-mib", "1"]).await;
    let broken = futures_util::stream::iter([Ok(vec![7; 100_000]), Err(std::io::Error::other("gone"))]);
    let part = Part::stream(Body::wrap_stream(broken)).file_name("a.bin");
    let request = agent.request(Method::POST, "/api/v1/File").multipart(Form::new().part("file", part));
    assert!(request.send().await.is_err());
    let part = Part::bytes(vec![7; 1024 * 1024 + 1]);
    let request = agent.request(Method::POST, "/api/v1/File").multipart(Form::new().part("file", part));
    assert_eq!(request.send().await.unwrap().status(), 413);
    agent.stop().await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn files_are_kept_beside_the_database() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("agent.db");
    let database = ["--database", path.to_str().unwrap()];
    let agent = start_with(&database).await;
    let file = upload(&agent, Part::bytes(b"kept".to_vec())).await;
    agent.stop().await;
    let agent = start_with(&database).await;
    assert_eq!(download(&agent, &file).await.text().await.unwrap(), "kept");
}

#[tokio::test]
async fn a_cut_download_is_seen_as_broken() {
    let agent = start_with(&["--fault", "cut:after=70000,every=2"]).await;
    let file = upload(&agent, Part::bytes(vec![1; 200_000])).await;
    assert_eq!(download(&agent, &file).await.bytes().await.unwrap().len(), 200_000);
    let mut received = 0;
    let mut stream = download(&agent, &file).await.bytes_stream();
    let end = loop {
        match stream.next().await {
            Some(Ok(bytes)) => received += bytes.len(),
            end => break end,
        }
    };
    assert!(matches!(end, Some(Err(_))), "ended well after {received} bytes");
    assert!(received <= 70_000, "{received}");
}

#[tokio::test]
async fn an_attached_file_is_answered_from_in_its_message_only() {
    let agent = start().await;
    let notes =
        Part::bytes(b"# Meeting\n\nThe launch is on the ninth of May.".to_vec()).file_name("notes.md");
    let file = upload(&agent, notes).await;
    let answer = agent.respond(json!({"message": "When is the launch?", "files": [file["id"]]})).await;
    assert_eq!(answer["response"], "The launch is on the ninth of May. [1]");
    assert_eq!(answer["citations"][0]["title"], "notes.md › Meeting");
    assert!(agent.answer("When is the launch?").await.starts_with("I couldn't find"));
}

#[tokio::test]
async fn an_agent_answers_from_its_collections_and_no_others() {
    let agent = start().await;
    let part = Part::bytes(b"# Returns\n\nReturns take thirty days.".to_vec()).file_name("returns.md");
    let file = upload(&agent, part).await;
    let body = json!({"name": "Shop", "sources": [{"fileId": file["id"], "url": "https://shop.example/r"}]});
    let collection: Value = agent.post("/api/v1/DataSourceCollection", &body).await.json().await.unwrap();
    let body = json!({"name": "Clerk", "dataSourceCollectionIds": [collection["id"]]});
    let clerk: Value = agent.post("/api/v1/Agent", &body).await.json().await.unwrap();
    let ask = async |id: &str, message: &str| {
        let response =
            agent.post(&format!("/api/v1/Agent/{id}/response"), &json!({"message": message})).await;
        response.json::<Value>().await.unwrap()
    };
    let clerk = text(&clerk["id"]);
    let answer = ask(&clerk, "How long do returns take?").await;
    assert_eq!(answer["response"], "Returns take thirty days. [1]");
    assert_eq!(answer["citations"][0]["url"], "https://shop.example/r#returns");
    assert!(
        text(&ask(&clerk, "How do I embed the widget?").await["response"]).starts_with("I couldn't find")
    );
    assert!(text(&ask(AGENT, "How long do returns take?").await["response"]).starts_with("I couldn't find"));

    // Added to the default collection, beside the folder.
    let path = "/api/v1/DataSourceCollection/5e1a7a00-0000-4000-8000-0000000000d1";
    let update = agent.request(Method::PUT, path).json(&json!({"sources": [{"fileId": file["id"]}]}));
    assert_eq!(update.send().await.unwrap().status(), 200);
    assert_eq!(ask(AGENT, "How long do returns take?").await["response"], "Returns take thirty days. [1]");
    assert!(text(&ask(AGENT, "How do I embed the widget?").await["response"]).contains("<script"));
}
