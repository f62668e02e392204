//! A client as a coding agent would write it: from the explanation of the golden manifest alone.

use reqwest::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::shapes::*;

/// Values of the environment variables.
pub struct Settings {
    pub api_url: String,
    pub api_key: String,
    pub org_id: String,
    pub agent_id: String,
}

/// Asks for an approval of a call.
type Approve = fn(call: &str) -> bool;

pub struct Client {
    http: reqwest::Client,
    settings: Settings,
    approve: Approve,
}

#[derive(Debug)]
#[expect(dead_code, reason = "a failing test shows what is in there")]
pub enum Error {
    /// A required context field is missing: it has to be asked for.
    Missing(&'static str),
    /// A person said no.
    NotApproved,
    /// No answer.
    Network(reqwest::Error),
    /// The API refused.
    Refused {
        status: u16,
        code: Option<String>,
        fields: Vec<String>,
        retry_after: Option<u64>,
        message: String,
    },
}

/// What came back, and the name of the call.
#[derive(Debug)]
pub struct Answer<T> {
    pub body: T,
    pub request_id: String,
}

type Result<T> = std::result::Result<Answer<T>, Error>;
type Query<'a> = &'a [(&'a str, &'a str)];

impl Client {
    pub fn new(settings: Settings, approve: Approve) -> Self {
        // Another client in the same process may have chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { http: reqwest::Client::new(), settings, approve }
    }

    pub async fn agents(&self, query: Query<'_>) -> Result<Page<Agent>> {
        self.read("/api/v1/Agent", query).await
    }

    pub async fn create_agent(&self, request: &CreateAgentRequest) -> Result<Agent> {
        self.write(Method::POST, "/api/v1/Agent", request).await
    }

    pub async fn respond(&self, request: &CreateAgentResponseRequest) -> Result<AgentResponse> {
        let path = format!("/api/v1/Agent/{}/response", self.settings.agent_id);
        json(self.call(Method::POST, &path).json(request)).await
    }

    pub async fn upload(&self, name: &str, content: &[u8]) -> Result<StoredFile> {
        self.check("POST /api/v1/File")?;
        let boundary = "one-part-of-a-form";
        let disposition = format!("form-data; name=\"file\"; filename=\"{name}\"");
        let mut body = format!("--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n").into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let request = self.call(Method::POST, "/api/v1/File").body(body);
        json(request.header("Content-Type", format!("multipart/form-data; boundary={boundary}"))).await
    }

    pub async fn download(&self, id: &str) -> Result<Vec<u8>> {
        let response = send(self.call(Method::GET, &format!("/api/v1/File/{id}"))).await?;
        let request_id = request_id(&response);
        let body = response.bytes().await.map_err(Error::Network)?.to_vec();
        Ok(Answer { body, request_id })
    }

    pub async fn collections(&self, query: Query<'_>) -> Result<Page<DataSourceCollection>> {
        self.read("/api/v1/DataSourceCollection", query).await
    }

    pub async fn create_collection(&self, request: &CollectionRequest) -> Result<DataSourceCollection> {
        self.write(Method::POST, "/api/v1/DataSourceCollection", request).await
    }

    pub async fn collection(&self, id: &str) -> Result<DataSourceCollection> {
        self.read(&format!("/api/v1/DataSourceCollection/{id}"), &[]).await
    }

    pub async fn update_collection(
        &self,
        id: &str,
        request: &CollectionRequest,
    ) -> Result<DataSourceCollection> {
        self.write(Method::PUT, &format!("/api/v1/DataSourceCollection/{id}"), request).await
    }

    pub async fn tasks(&self, query: Query<'_>) -> Result<Page<Task>> {
        self.read("/api/v1/Task", query).await
    }

    pub async fn task(&self, id: &str) -> Result<Task> {
        self.read(&format!("/api/v1/Task/{id}"), &[]).await
    }

    pub async fn create_task(&self, request: &CreateTaskRequest) -> Result<Task> {
        self.write(Method::POST, "/api/v1/Task", request).await
    }

    pub async fn update_task(&self, id: &str, request: &UpdateTaskRequest) -> Result<Task> {
        self.write(Method::PUT, &format!("/api/v1/Task/{id}"), request).await
    }

    pub async fn connections(&self, query: Query<'_>) -> Result<Page<Connection>> {
        self.read("/api/v1/Connection", query).await
    }

    pub async fn workspaces(&self, query: Query<'_>) -> Result<Page<Workspace>> {
        self.read("/api/v1/Workspace", query).await
    }

    pub async fn audit_records(&self, query: Query<'_>) -> Result<Page<AuditRecord>> {
        self.read("/api/v1/AuditLog", query).await
    }

    pub async fn audit_record(&self, id: &str) -> Result<AuditRecord> {
        self.read(&format!("/api/v1/AuditLog/{id}"), &[]).await
    }

    /// Reads are tried again after 429 and 5XX, no sooner than the API asks, three times in all.
    async fn read<T: DeserializeOwned>(&self, path: &str, query: Query<'_>) -> Result<T> {
        let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let path = if pairs.is_empty() { path.to_owned() } else { format!("{path}?{pairs}") };
        let mut tries = 0;
        loop {
            tries += 1;
            match json(self.call(Method::GET, &path)).await {
                Err(Error::Refused { status: 429 | 500..=599, retry_after, .. }) if tries < 3 => {
                    let pause = retry_after.unwrap_or(0);
                    tokio::time::sleep(std::time::Duration::from_secs(pause)).await;
                }
                other => return other,
            }
        }
    }

    /// Writes are made once, after approval, when everything that is required is known.
    async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        self.check(&format!("{method} {path}"))?;
        json(self.call(method, path).json(body)).await
    }

    fn check(&self, call: &str) -> std::result::Result<(), Error> {
        for (name, value) in [("agentId", &self.settings.agent_id), ("organizationId", &self.settings.org_id)]
        {
            if uuid::Uuid::try_parse(value).is_err() {
                return Err(Error::Missing(name));
            }
        }
        if (self.approve)(call) { Ok(()) } else { Err(Error::NotApproved) }
    }

    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let Settings { api_url, api_key, org_id, .. } = &self.settings;
        let request = self.http.request(method, format!("{api_url}{path}"));
        request.header("X-Api-Key", api_key).header("X-Org-Id", org_id)
    }
}

async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T> {
    let response = send(request).await?;
    let request_id = request_id(&response);
    Ok(Answer { body: response.json().await.map_err(Error::Network)?, request_id })
}

async fn send(request: RequestBuilder) -> std::result::Result<Response, Error> {
    let response = request.send().await.map_err(Error::Network)?;
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status().as_u16();
    let wait = response.headers().get("Retry-After").and_then(|it| it.to_str().ok()?.parse().ok());
    // Where the body is no JSON, the status alone counts.
    let error: ErrorResponse = response.json().await.unwrap_or_default();
    let fields = error.errors.unwrap_or_default().into_iter().map(|it| it.field).collect();
    Err(Error::Refused { status, code: error.code, fields, retry_after: wait, message: error.message })
}

fn request_id(response: &Response) -> String {
    let header = response.headers().get("X-Request-Id");
    header.and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned()
}
