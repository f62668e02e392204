//! Where the API is and who asks. The key comes from the environment only: other users of the machine can read
//! a command line.

use secrecy::SecretString;
use siesta_api::{Client, Config};
use url::{Host, Url};

use super::OperationFailure;

const KEY: &str = "SIESTA_API_KEY";

/// Options of every command that calls the API.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Connection (the key is read from SIESTA_API_KEY)")]
pub struct ApiArgs {
    /// Where the API lives.
    #[arg(long, global = true, env = "SIESTA_API_URL", default_value = "https://api.siesta.ai")]
    url: Url,
    /// The organization's id.
    #[arg(long, global = true, env = "SIESTA_ORG_ID")]
    organization: Option<String>,
}

impl ApiArgs {
    /// The client, or what is missing for one.
    pub fn client(&self) -> Result<Client, OperationFailure> {
        let key = std::env::var(KEY).ok().filter(|key| !key.is_empty());
        let organization = self.organization.clone().filter(|id| !id.is_empty());
        let (Some(key), Some(organization)) = (key.clone(), organization.clone()) else {
            return Err(OperationFailure::Settings {
                key: key.is_none(),
                organization: organization.is_none(),
            });
        };
        if self.is_readable_by_others() {
            eprintln!(
                "Warning: {} is plain http to another machine, where the key can be read on the way.",
                self.host()
            );
        }
        Ok(Client::new(Config::new(self.url.clone(), SecretString::from(key), organization))?)
    }

    fn is_readable_by_others(&self) -> bool {
        let is_here = match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => true,
        };
        self.url.scheme() == "http" && !is_here
    }

    /// The host, for messages.
    pub fn host(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}
