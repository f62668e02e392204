#![doc = include_str!("../README.md")]

mod mode;

mod assistant;
mod client_tool;
mod context_field;
mod head;
mod tail;
mod value;

mod external_api;
mod realtime_api;
mod web_plugin;

mod builder;
mod manifest;
mod operations;
mod review;
mod schema;
mod set;

mod checks;
mod problem;
mod read;

pub use assistant::AssistantEntry;
pub use builder::{Answers, AssistantAnswer, Contract, SchemeAnswers, ThemeAnswers, WidgetAnswers};
pub use client_tool::ClientTool;
pub use context_field::{ContextField, FieldType};
pub use external_api::{
    ApiDocs, ExternalApiManifest, Method, Operation, PathParameters, RequiredHeaders, SiestaAi,
};
pub use head::{Extra, Head, Inputs, Integration};
pub use manifest::Manifest;
pub use mode::{ManifestVersion, Mode};
pub use problem::{ManifestError, Problem};
pub use realtime_api::{AudioFormat, RealtimeApiManifest, RealtimeModel, RealtimeSection};
pub use review::Review;
pub use schema::json_schema;
pub use set::{ManifestSet, MountedAssistant, Transport};
pub use tail::{Automation, OutputContract, Tail};
pub use value::{Id, WebUrl};
pub use web_plugin::{
    Color, ColorMode, Correction, FontFamily, Launcher, LauncherIcon, MountTarget, PageContextPolicy,
    Palette, Position, SchemeColors, Texts, Theme, ThemeColors, Token, WebPluginManifest, WebPluginSection,
};
