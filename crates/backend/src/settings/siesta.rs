//! The agent platform: `SIESTA_API_URL`, `SIESTA_API_KEY`, `SIESTA_ORG_ID`.

use secrecy::SecretString;
use url::Url;

use super::SiteSettings;
use super::source::{Source, is_placeholder};

/// Where agents live when nothing else is said.
const DEFAULT_URL: &str = "https://api.siesta.ai";

/// Access to the agent platform.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SiestaSettings {
    /// `SIESTA_API_URL`, default `https://api.siesta.ai`.
    pub api_url: Url,
    /// `SIESTA_API_KEY`: the organization's key, which never leaves this process but for the platform.
    pub api_key: SecretString,
    /// `SIESTA_ORG_ID`, or else the organization that the manifest names.
    pub organization_id: String,
}

impl SiestaSettings {
    pub(super) fn read(source: &mut Source, site: Option<&SiteSettings>) -> Option<Self> {
        let api_url = read_url(source);
        let api_key = read_key(source);
        let organization_id = read_organization(source, site);
        Some(Self { api_url: api_url?, api_key: api_key?, organization_id: organization_id? })
    }
}

fn read_url(source: &mut Source) -> Option<Url> {
    let text = source.text("SIESTA_API_URL").unwrap_or_else(|| DEFAULT_URL.to_owned());
    let remedy = "Write the address of the API, such as https://api.siesta.ai.";
    // The value is not repeated: people paste addresses with a password in them.
    let reason = match Url::parse(&text) {
        Ok(url) if !matches!(url.scheme(), "https" | "http") => "must start with https://.",
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "holds a user or a password: the key is the only credential."
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() => "holds a query or a fragment.",
        Ok(url) => return Some(url),
        Err(_) => "is not a web address.",
    };
    source.refuse("SIESTA_API_URL", reason, remedy);
    None
}

fn read_key(source: &mut Source) -> Option<SecretString> {
    let remedy = "Set it to a key of your organization (Organization → Api Keys at Siesta AI).";
    let text = source.required("SIESTA_API_KEY", remedy)?;
    let reason = if is_placeholder(&text) {
        "is still the placeholder of an example."
    } else if text.len() < 8 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "can't be a key: it is shorter than 8 characters, or holds blanks or other signs that no key has."
    } else {
        return Some(text.into());
    };
    source.refuse("SIESTA_API_KEY", reason, remedy);
    None
}

fn read_organization(source: &mut Source, site: Option<&SiteSettings>) -> Option<String> {
    let remedy = "Set it to the id of your organization at Siesta AI.";
    let named = site.and_then(|site| site.manifests.organization_id());
    let Some(text) = source.text("SIESTA_ORG_ID") else {
        if named.is_none() {
            source.refuse("SIESTA_ORG_ID", "is missing.", remedy);
        }
        return named.map(str::to_owned);
    };
    if is_placeholder(&text) {
        source.refuse("SIESTA_ORG_ID", "is still the placeholder of an example.", remedy);
        return None;
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        source.refuse("SIESTA_ORG_ID", "holds blanks or other signs that no id has.", remedy);
        return None;
    }
    match named {
        Some(named) if !is_placeholder(named) && !named.eq_ignore_ascii_case(&text) => {
            source.refuse(
                "SIESTA_ORG_ID",
                format!("is {text}, but the manifest names the organization {named}."),
                "Make the two agree: a key works for the agents of its own organization only.",
            );
            None
        }
        _ => Some(text),
    }
}
