//! Files against the dev agent.

use std::io;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use siesta_api::types::CreateAgentResponseRequest;
use siesta_api::{FileContent, UploadFileRequest};

use crate::dev_agent::DevAgent;
use crate::{agent_id, client};

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_under_its_name() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let bytes: Vec<u8> = (0..1_000_000u32).flat_map(u32::to_le_bytes).collect();
    for name in ["a.bin", "Bericht \"März\" 📦.pdf", "it's; 100%.txt"] {
        let mut upload = UploadFileRequest::new(name, bytes.clone());
        upload.content_type = Some("application/pdf".to_owned());
        let stored = client.files().upload(upload).await.unwrap();
        assert_eq!(stored.size, Some(bytes.len() as u64));
        assert_eq!(stored.content_type.as_deref(), Some("application/pdf"));

        let file = client.files().download(stored.id).await.unwrap();
        assert_eq!(file.length(), Some(bytes.len() as u64));
        assert_eq!(file.name(), Some(name.replace('"', "%22").as_str()), "as browsers write it in forms");
        let mut content = Vec::new();
        file.write_to(&mut content).await.unwrap();
        assert!(content == bytes);
    }
}

#[tokio::test]
async fn a_stream_of_unknown_length_and_an_empty_file_are_taken() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let pieces = stream::iter(["one ", "two"]).map(|piece| Ok::<_, io::Error>(Bytes::from(piece)));
    for (content, expected) in [(FileContent::stream(pieces), "one two"), (FileContent::bytes(""), "")] {
        let stored = client.files().upload(UploadFileRequest::new("x.txt", content)).await.unwrap();
        let mut content = Vec::new();
        client.files().download(stored.id).await.unwrap().write_to(&mut content).await.unwrap();
        assert_eq!(content, expected.as_bytes());
    }
}

#[tokio::test]
async fn a_file_goes_with_a_message() {
    let dev_agent = DevAgent::start(&[]);
    let client = client(&dev_agent);
    let text = "# Warranty\n\nThe warranty of the toaster lasts nineteen months.\n";
    let upload = UploadFileRequest::new("warranty.md", text.as_bytes().to_vec());
    let stored = client.files().upload(upload).await.unwrap();
    let mut question = CreateAgentResponseRequest::new("How long does the warranty of the toaster last?");
    question.files = vec![stored.id];
    let answer = client.agents().respond(agent_id(), question).await.unwrap();
    assert!(answer.response.contains("nineteen months"), "{answer:?}");
}

#[tokio::test]
async fn a_download_that_the_server_cuts_is_an_error() {
    let dev_agent = DevAgent::start(&["--fault", "cut:after=1000,on=GET /api/v1/File"]);
    let client = client(&dev_agent);
    let stored = client.files().upload(UploadFileRequest::new("x", vec![7; 100_000])).await.unwrap();
    let cut = async {
        let file = client.files().download(stored.id).await?;
        file.write_to(&mut tokio::io::sink()).await
    };
    let error = cut.await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
}
