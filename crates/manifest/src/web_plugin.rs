//! The Web Plugin contract: which assistants stand on a website, and how the widget looks and speaks there.

mod theme;

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::checks::quote;
use crate::client_tool::ClientTool;
use crate::head::{Extra, Head};
use crate::mode::Mode;
use crate::problem::Problem;
use crate::read::{Fields, Node};
use crate::tail::Tail;
use crate::value::{WebUrl, word_enum};

pub use theme::{
    Color, ColorMode, Correction, FontFamily, Launcher, LauncherIcon, Palette, SchemeColors, Theme,
    ThemeColors, Token,
};

/// A manifest of type `siesta-web-plugin`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WebPluginManifest {
    /// What every manifest says first.
    #[serde(flatten)]
    pub head: Head,
    /// The widget.
    pub web_plugin: WebPluginSection,
    /// What every manifest says last.
    #[serde(flatten)]
    pub tail: Tail,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The widget: everything here but [`approval`](Self::approval) may be shown to visitors.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WebPluginSection {
    /// Where `chat-widget.js` comes from: the vendor's `bubble.siesta.ai`, or the site's own backend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_url: Option<WebUrl>,
    /// Where on the page the widget stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mount: Option<MountTarget>,
    /// What may leave a page.
    pub page_context: PageContextPolicy,
    /// Words of the site's owner.
    pub texts: Texts,
    /// Look.
    pub theme: Box<Theme>,
    /// The corner of the bubble.
    pub position: Position,
    /// Tools that the page offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub client_tools: Vec<ClientTool>,
    /// Who approves what, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Value>,
    /// What is switched on, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Value>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

word_enum! {
    /// What may leave a page.
    pub enum PageContextPolicy as "a page-context policy" {
        /// Address without query, title, language, description, headings.
        Basic = "basic",
        /// Nothing.
        Off = "off",
        /// Basic and the visible text.
        Page = "page",
    }
}

word_enum! {
    /// The corner of the bubble, in the reading direction of the page.
    pub enum Position as "a position" {
        /// Where lines end: at the right of a left-to-right page.
        BottomEnd = "bottom-end",
        /// Where lines start.
        BottomStart = "bottom-start",
    }
}

/// Words of the site's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Texts {
    /// Head of the panel.
    pub title: String,
    /// First words in an empty conversation.
    pub greeting: String,
    /// Questions offered in an empty conversation.
    pub suggestions: Vec<String>,
    /// In the empty text box; the widget has its own in the visitor's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Below the text box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_notice: Option<String>,
    /// What else it holds.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            title: "Chat".into(),
            greeting: "Hi! How can I help?".into(),
            suggestions: Vec::new(),
            placeholder: None,
            legal_notice: None,
            extra: Extra::new(),
        }
    }
}

/// Where on the page the widget stands: `body`, or the id of an element as `#chat`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MountTarget(String);

impl MountTarget {
    /// `body`, or `#` and an id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(node: &Node<'_>) -> Self {
        node.shape().say("pattern", "^(body|#[A-Za-z][A-Za-z0-9_-]{0,63})$");
        let text = node.string();
        let good = text == "body"
            || text.strip_prefix('#').is_some_and(|id| {
                id.len() <= 64
                    && id.starts_with(|c: char| c.is_ascii_alphabetic())
                    && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            });
        if !good && node.raw().is_string() {
            node.refuse(
                format!("is {}, which is no place on a page", quote(text)),
                "write \"body\", or # and the id of an element, such as \"#chat\"",
            );
        }
        Self(text.to_owned())
    }
}

/// The keys of a manifest that only this mode has.
pub(crate) const OWN_KEYS: &[&str] = &["webPlugin"];

impl WebPluginManifest {
    /// [`Manifest::unreadable_colors`](crate::Manifest::unreadable_colors).
    pub fn unreadable_colors(&self, file: &Path) -> Vec<Problem> {
        let told = |correction: Correction| Problem {
            file: file.to_owned(),
            path: format!("$.webPlugin.theme.{}", correction.member),
            reason: correction.to_string(),
            remedy: correction.remedy(),
        };
        self.web_plugin.theme.colors().corrections.into_iter().map(told).collect()
    }

    pub(crate) fn read(fields: Fields<'_>) -> Self {
        fields.about(&[("webPlugin", "The widget: how it looks and speaks.")]);
        Self {
            head: Head::read(&fields, Mode::WebPlugin, None),
            web_plugin: fields.required(
                "webPlugin",
                "{\"texts\": {\"title\": \"Chat\"}}",
                WebPluginSection::read,
            ),
            tail: Tail::read(&fields, Mode::WebPlugin),
            extra: fields.rest(),
        }
    }
}

impl WebPluginSection {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("scriptUrl", "Where chat-widget.js comes from."),
            ("mount", "Where on the page the widget stands: body, or # and the id of an element."),
            ("pageContext", "What may leave a page."),
            ("texts", "Words of the owner of the site."),
            ("theme", "Look."),
            ("position", "The corner of the bubble."),
            ("clientTools", "Tools that the page offers."),
            ("approval", "Who approves what."),
            ("features", "What is switched on."),
        ]);
        Self {
            script_url: fields.optional("scriptUrl", WebUrl::read),
            mount: fields.optional("mount", MountTarget::read),
            page_context: fields.or_default("pageContext", Node::choice),
            texts: fields.or_default("texts", Texts::read),
            theme: Box::new(fields.or_default("theme", Theme::read)),
            position: fields.or_default("position", Node::choice),
            client_tools: fields.or_default("clientTools", ClientTool::read_list),
            approval: fields.optional("approval", Node::raw_object),
            features: fields.optional("features", Node::raw_object),
            extra: fields.rest(),
        }
    }
}

/// Longest line: a title, a question, a hint; in characters.
const LINE_CHARS: usize = 120;
/// Longest paragraph: greeting and legal notice; in characters.
const PARAGRAPH_CHARS: usize = 600;
/// Most suggested questions; more would fill a small screen.
const SUGGESTIONS: usize = 6;

impl Texts {
    fn read(node: &Node<'_>) -> Self {
        let fields = node.fields();
        fields.about(&[
            ("title", "Head of the panel."),
            ("greeting", "First words in an empty conversation."),
            ("suggestions", "Questions offered in an empty conversation."),
            ("placeholder", "In the empty text box."),
            ("legalNotice", "Below the text box."),
        ]);
        let line = |node: &Node<'_>| node.public_text(LINE_CHARS);
        let paragraph = |node: &Node<'_>| node.public_text(PARAGRAPH_CHARS);
        let default = Self::default();
        Self {
            title: fields.optional("title", line).unwrap_or(default.title),
            greeting: fields.optional("greeting", paragraph).unwrap_or(default.greeting),
            suggestions: fields.or_default("suggestions", |node| node.list(SUGGESTIONS, line)),
            placeholder: fields.optional("placeholder", line),
            legal_notice: fields.optional("legalNotice", paragraph),
            extra: fields.rest(),
        }
    }
}
