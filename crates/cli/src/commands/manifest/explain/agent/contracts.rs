//! What a contract has beside its calls: the answer's shape, the socket, the widget, client tools.

use manifest::{ClientTool, Manifest, OutputContract, RealtimeSection, WebPluginSection};

use super::super::facts;
use super::calls;
use super::shapes::Shapes;
use crate::openapi::Document;

/// The sections that this manifest has.
pub fn all(manifest: &Manifest, document: &Document, shapes: &mut Shapes) -> String {
    let mut text = String::new();
    let talks = facts::operations(manifest).iter().any(|it| it.path.ends_with("/response"));
    let contract = manifest.tail().automation.as_ref().and_then(|it| it.output_contract.as_ref());
    if let Some(contract) = contract.filter(|_| talks) {
        text.push_str(&output(contract));
    }
    match manifest {
        Manifest::RealtimeApi(manifest) => {
            text.push_str(&realtime(&manifest.realtime));
            for name in ["SiestaToolStartedEvent", "SiestaToolCompletedEvent", "SiestaApprovalRequestedEvent"]
            {
                if let Some(event) = calls::schema(document, name) {
                    shapes.kind(&event);
                }
            }
            text.push_str(&tools(&manifest.realtime.client_tools));
        }
        Manifest::WebPlugin(manifest) => {
            text.push_str(&widget(&manifest.web_plugin));
            text.push_str(&tools(&manifest.web_plugin.client_tools));
        }
        Manifest::ExternalApi(_) => {}
    }
    text
}

fn output(contract: &OutputContract) -> String {
    let parts = [
        ("summary", &contract.summary),
        ("actionsTaken", &contract.actions_taken),
        ("siestaRecordIds", &contract.siesta_record_ids),
        ("followUpQuestions", &contract.follow_up_questions),
    ];
    let meanings: Vec<String> = parts.iter().map(|(name, meaning)| format!("{name}: {meaning}")).collect();
    format!(
        "\n## Output contract\n\nSend this as `instructions` with each message:\n\n```text\nAnswer with one \
         JSON object and nothing else. Its members:\n{}\n```\n\n`AgentResponse.response` is a text. Where \
         it is such an `AgentOutput`, use its members; otherwise show the text as it is.\n\nAn item of \
         `actionsTaken` with the status `proposed` asks for a write: `operation` is a method and path of \
         this document, `arguments` its parameters and body properties by name. Carry it out only after \
         approval, at most once, and send its result with the next message of the same `conversationId`, as \
         the `context` entry `actionResult` whose value is the JSON `{{\"status\": \"executed\" | \
         \"failed\", \"recordIds\": string[], \"message\"?: string}}`.\n",
        meanings.join("\n")
    )
}

fn realtime(section: &RealtimeSection) -> String {
    format!(
        "\n## WebSocket\n\nConnect to `SIESTA_API_URL` with `wss` for `https` (`ws` for `http`) plus \
         `RealtimeSession.webSocketPath`, at once: the session id is used up by connecting. The path is of \
         the form `{}?conversationId=…&sessionId=…`. Model `{}`, audio `{}`.\n\nBoth sides send JSON \
         objects, told apart by `type`. Client events: `session.update`, `conversation.item.create`, \
         `response.create`, `response.cancel`, `input_audio_buffer.append`. A function call arrives as an \
         item of type `function_call` with `call_id`, `name` and `arguments` (JSON text); its output goes \
         back as `conversation.item.create` with an item of type `function_call_output`, the same `call_id` \
         and `output` (text), then `response.create`. Ignore types that you do not know.\n",
        section.web_socket_path, section.model, section.audio
    )
}

fn widget(section: &WebPluginSection) -> String {
    let source = section.script_url.as_ref().map_or("chat-widget.js of your backend", |url| url.as_str());
    let mount = section.mount.as_ref().map_or("body", |mount| mount.as_str());
    format!(
        "\n## Widget\n\n```html\n<script src=\"{source}\" async></script>\n```\n\nIt stands on `{mount}`. \
         Page context: `{}`. Title: {}. Greeting: {}\n",
        section.page_context, section.texts.title, section.texts.greeting
    )
}

fn tools(tools: &[ClientTool]) -> String {
    if tools.is_empty() {
        return String::new();
    }
    let mut text =
        "\n## Client tools\n\nCheck arguments against their schema before a tool runs, and its result \
                    before it goes back.\n"
            .to_owned();
    for tool in tools {
        let ClientTool { name, description, parameters, writes, .. } = tool;
        let approval = if *writes { " It writes: ask before it runs." } else { "" };
        text.push_str(&format!("\n### {name}\n\n{description}{approval}\n\n- parameters: `{parameters}`\n"));
        if let Some(result) = &tool.result {
            text.push_str(&format!("- result: `{result}`\n"));
        }
    }
    text
}
