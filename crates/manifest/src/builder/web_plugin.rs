//! What goes into a Web Plugin manifest.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client_tool::ClientTool;
use crate::web_plugin::{ColorMode, LauncherIcon, PageContextPolicy, Position};

/// How the widget looks and speaks. Colours, addresses and places are checked when the manifest is built.
#[derive(Clone, Debug, PartialEq)]
pub struct WidgetAnswers {
    /// Where `chat-widget.js` comes from: the vendor's, or a backend of one's own.
    pub script_url: String,
    /// `body`, or `#` and the id of an element.
    pub mount: String,
    /// What may leave a page.
    pub page_context: PageContextPolicy,
    /// Head of the panel.
    pub title: Option<String>,
    /// First words in an empty conversation.
    pub greeting: Option<String>,
    /// Questions offered in an empty conversation.
    pub suggestions: Vec<String>,
    /// Look.
    pub theme: ThemeAnswers,
    /// The corner of the bubble.
    pub position: Position,
    /// Tools that the page offers.
    pub client_tools: Vec<ClientTool>,
}

/// Look. What is not answered is left to the model's own default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeAnswers {
    /// Colour of the bubble on light and on dark, as `#rrggbb`.
    pub accent: Option<String>,
    /// Light or dark.
    pub color_mode: ColorMode,
    /// Colours on a light page.
    pub light: SchemeAnswers,
    /// Colours on a dark page.
    pub dark: SchemeAnswers,
    /// How round the panel is, in CSS pixels.
    pub radius: Option<u32>,
    /// Families of the font, the first that the visitor has.
    pub font: Vec<String>,
    /// What is drawn in the bubble.
    pub launcher_icon: LauncherIcon,
    /// How wide and high the bubble is, in CSS pixels.
    pub launcher_size: Option<u32>,
    /// How far the bubble is from the edges of the window, in CSS pixels.
    pub launcher_gap: Option<u32>,
    /// The place above other elements of the page.
    pub z_index: Option<u32>,
}

/// Colours of one scheme by their names in the manifest, such as `onAccent`, each as `#rrggbb`.
pub type SchemeAnswers = BTreeMap<&'static str, String>;

impl Default for WidgetAnswers {
    fn default() -> Self {
        Self {
            script_url: "https://bubble.siesta.ai/chat-widget.js".into(),
            mount: "body".into(),
            page_context: PageContextPolicy::default(),
            title: None,
            greeting: None,
            suggestions: Vec::new(),
            theme: ThemeAnswers::default(),
            position: Position::default(),
            client_tools: Vec::new(),
        }
    }
}

pub(super) const INTENT: &str = "Mount the selected agent on a website as a chat widget that knows the page \
                                 within the page-context policy and runs only the client tools that are \
                                 declared here.";

const STEPS: [&str; 3] = [
    "Load chat-widget.js with one script tag.",
    "Keep X-Api-Key in the backend's environment; the page never sees it.",
    "Test the widget on a preview page before it goes onto the site.",
];

const TOOL_STEP: &str =
    "Register each of clientTools on the page, check a call's arguments, and return its result.";

pub(super) const INSTRUCTIONS: [&str; 3] = [
    "Implement only what the webPlugin section describes.",
    "Pass no more of a page than the page-context policy allows.",
    "Do not add External API operations or realtime WebSocket code unless the manifest mode changes.",
];

pub(super) fn steps(widget: &WidgetAnswers) -> Vec<&'static str> {
    let tool_step = (!widget.client_tools.is_empty()).then_some(TOOL_STEP);
    STEPS.into_iter().chain(tool_step).collect()
}

/// What is not answered is left to the model's own default.
pub(super) fn document(widget: &WidgetAnswers) -> Value {
    let mut texts = json!({"suggestions": widget.suggestions});
    for (key, value) in [("title", &widget.title), ("greeting", &widget.greeting)] {
        if let Some(value) = value {
            texts[key] = value.clone().into();
        }
    }
    json!({
        "webPlugin": {
            "scriptUrl": widget.script_url,
            "mount": widget.mount,
            "pageContext": widget.page_context,
            "texts": texts,
            "theme": theme(&widget.theme),
            "position": widget.position,
            "clientTools": widget.client_tools,
        },
    })
}

fn theme(answers: &ThemeAnswers) -> Value {
    let mut launcher = json!({"icon": answers.launcher_icon});
    let mut theme = json!({"mode": answers.color_mode, "light": answers.light, "dark": answers.dark});
    for (key, value) in [("size", answers.launcher_size), ("gap", answers.launcher_gap)] {
        if let Some(value) = value {
            launcher[key] = value.into();
        }
    }
    for (key, value) in [("radius", answers.radius), ("zIndex", answers.z_index)] {
        if let Some(value) = value {
            theme[key] = value.into();
        }
    }
    if let Some(accent) = &answers.accent {
        theme["accent"] = accent.clone().into();
    }
    if !answers.font.is_empty() {
        theme["font"] = answers.font.clone().into();
    }
    theme["launcher"] = launcher;
    theme
}
