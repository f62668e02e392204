//! One change to a good set, and the exact path, reason and remedy that it earns.

mod declarations;
mod values;

use serde_json::{Value, json};

use crate::support::{Folder, good};

const WEB: &str = "web-plugin.json";
const LIVE: &str = "realtime-api.json";
const API: &str = "external-api.json";
const SECRET: &str = "remove it and revoke it if it was ever shared; keys belong in the backend's \
                      environment, and a manifest names them by a placeholder such as <siesta-api-key>";
const TEXT: &str = "write a text in double quotes";
const COLOR: &str = "write # and six hexadecimal digits, such as \"#2563eb\"";
const PLAIN: &str = "write plain words: texts are shown as they are, never as HTML";
const ADDRESS: &str = "write a full address that starts with https://";
const ROLE: &str = "start with a small letter and go on with small letters, digits and dashes, 32 at most, such as \"primary\"";

/// (file, JSON pointer, new value, path, reason, remedy)
type Row = (&'static str, &'static str, Option<Value>, &'static str, &'static str, &'static str);

fn check(rows: Vec<Row>) {
    for (file, pointer, value, path, reason, remedy) in rows {
        let folder = Folder::good();
        folder.change(file, pointer, value.clone());
        let expected = (file.to_owned(), path.to_owned(), reason.to_owned(), remedy.to_owned());
        assert_eq!(folder.problems(), [expected], "{file} {pointer} {value:?}");
    }
}

#[test]
fn the_type_of_a_manifest_must_be_known() {
    let known = "siesta-external-api, siesta-realtime-api, siesta-web-plugin";
    check(vec![(
        WEB,
        "/manifestVersion",
        Some(json!("2.0")),
        "$.manifestVersion",
        "is \"2.0\", which is not a version known here",
        "write \"1.0\"",
    )]);
    for (value, reason, remedy) in [
        (
            Some(json!("siesta-webplugin")),
            "is \"siesta-webplugin\", which is not a manifest type".to_owned(),
            "did you mean \"siesta-web-plugin\"?".to_owned(),
        ),
        (
            Some(json!("pizza")),
            "is \"pizza\", which is not a manifest type".to_owned(),
            format!("write one of {known}"),
        ),
        (Some(json!(7)), "is a number, but must be a text".to_owned(), TEXT.to_owned()),
        (None, "is missing".to_owned(), format!("add one of {known}")),
    ] {
        let folder = Folder::good();
        folder.change(WEB, "/manifestType", value);
        assert_eq!(folder.problems(), [(WEB.to_owned(), "$.manifestType".to_owned(), reason, remedy)]);
    }
}

#[test]
fn one_file_holds_exactly_one_contract() {
    let remedy = "move it into a file of its own: one file holds exactly one contract";
    check(vec![
        (
            WEB,
            "/realtime",
            Some(good(LIVE)["realtime"].clone()),
            "$.realtime",
            "belongs to a Realtime API manifest, and this is a Web Plugin manifest",
            remedy,
        ),
        (
            WEB,
            "/siestaApiOperations",
            Some(json!([])),
            "$.siestaApiOperations",
            "belongs to an External API manifest, and this is a Web Plugin manifest",
            remedy,
        ),
        (
            LIVE,
            "/webPlugin",
            Some(json!({})),
            "$.webPlugin",
            "belongs to a Web Plugin manifest, and this is a Realtime API manifest",
            remedy,
        ),
        (
            API,
            "/webPlugin",
            Some(json!({})),
            "$.webPlugin",
            "belongs to a Web Plugin manifest, and this is an External API manifest",
            remedy,
        ),
        (
            WEB,
            "/integration/mode",
            Some(json!("external-api")),
            "$.integration.mode",
            "is \"external-api\", but this is a Web Plugin manifest",
            "write \"web-plugin\"",
        ),
        (
            WEB,
            "/webPlugin",
            None,
            "$.webPlugin",
            "is missing",
            "add it, for example \"webPlugin\": {\"texts\": {\"title\": \"Chat\"}}",
        ),
    ]);
}

#[test]
fn a_key_nobody_knows_is_refused_with_its_nearest_neighbour() {
    check(vec![
        (
            WEB,
            "/webPlugin/page_context",
            Some(json!("off")),
            "$.webPlugin.page_context",
            "\"page_context\" is not a known key",
            "did you mean \"pageContext\"? Otherwise remove it",
        ),
        (
            WEB,
            "/webPlugin/customCss",
            Some(json!("x")),
            "$.webPlugin.customCss",
            "\"customCss\" is not a known key",
            "remove it; known keys here are scriptUrl, mount, pageContext, texts, theme, position, \
             clientTools, approval, features",
        ),
        (
            WEB,
            "/webPlugin/theme/accentColor",
            Some(json!("#123456")),
            "$.webPlugin.theme.accentColor",
            "\"accentColor\" is not a known key",
            "remove it; known keys here are accent, mode, light, dark, radius, font, launcher, zIndex",
        ),
        (
            WEB,
            "/webPlugin/texts/greetings",
            Some(json!("Hi")),
            "$.webPlugin.texts.greetings",
            "\"greetings\" is not a known key",
            "did you mean \"greeting\"? Otherwise remove it",
        ),
        (
            LIVE,
            "/implementationStep",
            Some(json!([])),
            "$.implementationStep",
            "\"implementationStep\" is not a known key",
            "did you mean \"implementationSteps\"? Otherwise remove it",
        ),
        (
            WEB,
            "/webPlugin/__proto__",
            Some(json!({"a": 1})),
            "$.webPlugin.__proto__",
            "is a key that JavaScript treats as an instruction",
            "remove it",
        ),
        (
            LIVE,
            "/realtime/__proto__",
            Some(json!(1)),
            "$.realtime.__proto__",
            "is a key that JavaScript treats as an instruction",
            "remove it",
        ),
    ]);
}

#[test]
fn hostile_values_are_refused_where_they_stand() {
    check(vec![
        (
            WEB,
            "/webPlugin/theme/accent",
            Some(json!("url(//evil.example)")),
            "$.webPlugin.theme.accent",
            "is \"url(//evil.example)\", which is not a colour here",
            COLOR,
        ),
        (
            WEB,
            "/webPlugin/theme/accent",
            Some(json!("#fff;}@import")),
            "$.webPlugin.theme.accent",
            "is \"#fff;}@import\", which is not a colour here",
            COLOR,
        ),
        (
            WEB,
            "/webPlugin/theme/accent",
            Some(json!("1e9px")),
            "$.webPlugin.theme.accent",
            "is \"1e9px\", which is not a colour here",
            COLOR,
        ),
        (
            WEB,
            "/webPlugin/theme/accent",
            Some(json!("#+1+2+3")),
            "$.webPlugin.theme.accent",
            "is \"#+1+2+3\", which is not a colour here",
            COLOR,
        ),
        (
            WEB,
            "/webPlugin/theme/font/0",
            Some(json!("Inter\";}*{color:red")),
            "$.webPlugin.theme.font[0]",
            "is \"Inter\\\";}*{color:red\", which can't be the name of a font here",
            "write the family alone, in letters, digits, blanks and dashes, such as \"Inter\"",
        ),
        (
            WEB,
            "/webPlugin/theme/radius",
            Some(json!("1px;color:red")),
            "$.webPlugin.theme.radius",
            "is a text, but must be a whole number",
            "write a whole number from 0 to 32, without quotes",
        ),
        (
            WEB,
            "/webPlugin/theme/launcher/size",
            Some(json!(20)),
            "$.webPlugin.theme.launcher.size",
            "is 20, which is not possible here",
            "write a whole number from 44 to 96, without quotes",
        ),
        (
            WEB,
            "/webPlugin/theme/launcher/icon",
            Some(json!("M0 0h9")),
            "$.webPlugin.theme.launcher.icon",
            "is \"M0 0h9\", which is not an icon",
            "write \"chat\" or \"question\" or \"headset\" or \"spark\"",
        ),
        (
            WEB,
            "/webPlugin/position",
            Some(json!("__proto__")),
            "$.webPlugin.position",
            "is \"__proto__\", which is not a position",
            "write \"bottom-end\" or \"bottom-start\"",
        ),
        (
            WEB,
            "/webPlugin/pageContext",
            Some(json!("everything")),
            "$.webPlugin.pageContext",
            "is \"everything\", which is not a page-context policy",
            "write \"basic\" or \"off\" or \"page\"",
        ),
        (
            WEB,
            "/webPlugin/texts/title",
            Some(json!("</style><b>Hi")),
            "$.webPlugin.texts.title",
            "holds markup or a script",
            PLAIN,
        ),
        (
            WEB,
            "/webPlugin/texts/suggestions/0",
            Some(json!("javascript:alert(1)")),
            "$.webPlugin.texts.suggestions[0]",
            "holds markup or a script",
            PLAIN,
        ),
        (
            WEB,
            "/webPlugin/texts/greeting",
            Some(json!("Hi\u{202e}!")),
            "$.webPlugin.texts.greeting",
            "holds the invisible character U+202E",
            "type the text again without it; copying it through a plain-text editor helps",
        ),
        (
            WEB,
            "/webPlugin/texts/title",
            Some(json!("<your-title>")),
            "$.webPlugin.texts.title",
            "is still a placeholder",
            "write the text that visitors shall read",
        ),
        (
            WEB,
            "/assistants/0/label",
            Some(json!("<img src=x>")),
            "$.assistants[0].label",
            "holds markup or a script",
            PLAIN,
        ),
        (
            WEB,
            "/webPlugin/mount",
            Some(json!("#a, body > *")),
            "$.webPlugin.mount",
            "is \"#a, body > *\", which is no place on a page",
            "write \"body\", or # and the id of an element, such as \"#chat\"",
        ),
        (
            WEB,
            "/webPlugin/scriptUrl",
            Some(json!("javascript:alert(1)")),
            "$.webPlugin.scriptUrl",
            "is \"javascript:alert(1)\", which is not an https address",
            ADDRESS,
        ),
        (
            WEB,
            "/webPlugin/scriptUrl",
            Some(json!("http://bubble.siesta.ai/chat-widget.js")),
            "$.webPlugin.scriptUrl",
            "is \"http://bubble.siesta.ai/chat-widget.js\": http is only for this very computer",
            ADDRESS,
        ),
        (
            WEB,
            "/inputs/baseUrl",
            Some(json!("https://user:word@api.siesta.ai")),
            "$.inputs.baseUrl",
            "holds a user name or password",
            ADDRESS,
        ),
        (
            WEB,
            "/inputs/baseUrl",
            Some(json!("https:\\\\api.siesta.ai")),
            "$.inputs.baseUrl",
            "is \"https:\\\\\\\\api.siesta.ai\", which is not a plain web address",
            ADDRESS,
        ),
        (
            LIVE,
            "/realtime/webSocketPath",
            Some(json!("//evil.example/socket")),
            "$.realtime.webSocketPath",
            "is \"//evil.example/socket\", which is not a path of the API",
            "write a path such as \"/api/v1/Agent/{agentId}/response\", without host and query",
        ),
        (
            LIVE,
            "/realtime/model",
            Some(json!("other")),
            "$.realtime.model",
            "is \"other\", which is not a model of the Realtime API",
            "write \"gpt-realtime-2\"",
        ),
        (
            LIVE,
            "/realtime/audio",
            Some(json!("mp3")),
            "$.realtime.audio",
            "is \"mp3\", which is not an audio format of the Realtime API",
            "write \"pcm16\"",
        ),
    ]);
}
