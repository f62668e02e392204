//! What a deployment decides: read once at start, from the environment or a TOML file.
//!
//! One file per concern. Every setting that is missing or malformed is reported at once, by name and with its
//! remedy, before anything listens.

mod source;

mod access;
mod identity;
mod limits;
mod run;
mod server;
mod siesta;
mod site;
mod store;

use std::path::PathBuf;

pub use access::AccessSettings;
pub use identity::IdentitySettings;
pub use limits::LimitSettings;
pub use run::RunSettings;
pub use server::ServerSettings;
pub use siesta::SiestaSettings;
pub use site::SiteSettings;
pub use source::{NAMES, SettingProblem, SettingsError};
pub use store::StoreSettings;

use source::Source;

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A TOML file with settings; the environment goes before it.
    pub config: Option<PathBuf>,
    /// Development: on loopback only, with loopback origins allowed.
    pub dev: bool,
    /// The folder of the preview page; only in development.
    pub preview: Option<PathBuf>,
}

/// Every setting of one backend.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The agent platform.
    pub siesta: SiestaSettings,
    /// Where to listen, and what to serve there.
    pub server: ServerSettings,
    /// Who may call.
    pub access: AccessSettings,
    /// How the site's own users are known.
    pub identity: IdentitySettings,
    /// How much callers may use.
    pub limits: LimitSettings,
    /// Where conversations are kept.
    pub store: StoreSettings,
    /// How long a run may take.
    pub runs: RunSettings,
    /// What is mounted on the site.
    pub site: SiteSettings,
}

impl Settings {
    /// Reads the settings. `environment` goes before the file that `options` may name.
    ///
    /// # Errors
    /// Every problem of every setting.
    pub fn read(
        options: &Options,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut source = Source::load(options.config.as_deref(), environment);
        let site = SiteSettings::read(&mut source);
        let siesta = SiestaSettings::read(&mut source, site.as_ref());
        let server = ServerSettings::read(&mut source, options);
        let access = AccessSettings::read(&mut source, options.dev, server.as_ref());
        let identity = IdentitySettings::read(&mut source, server.as_ref());
        let limits = LimitSettings::read(&mut source, options.dev);
        let store = StoreSettings::read(&mut source);
        let runs = RunSettings::read(&mut source);
        match (siesta, server, access, identity, limits, store, runs, site) {
            (
                Some(siesta),
                Some(server),
                Some(access),
                Some(identity),
                Some(limits),
                Some(store),
                Some(runs),
                Some(site),
            ) if !source.has_problems() => {
                Ok(Self { siesta, server, access, identity, limits, store, runs, site })
            }
            _ => Err(source.into_error()),
        }
    }
}
