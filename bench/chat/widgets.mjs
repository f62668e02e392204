// Chat widgets beside ours: for each its files, the page's own script, where its button and its text box are, and what
// it asks its backend for until somebody can write.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const MODULES = join(import.meta.dirname, "node_modules");
const read = (...path) => readFileSync(join(MODULES, ...path));

const typebot = {
  sessionId: "session",
  resultId: "result",
  typebot: {
    id: "bench",
    version: "6.1",
    publishedAt: new Date(0).toISOString(),
    theme: { general: { font: { type: "Custom", family: "sans-serif" } } },
    settings: { general: { isBrandingEnabled: false }, typingEmulation: { enabled: false } },
  },
  messages: [],
  input: { id: "input", type: "text input", options: { labels: { placeholder: "Type", button: "Send" } } },
};

// The least that its chat accepts as a connection: everybody who subscribes is told that it is online.
const DIRECT_LINE = `
const observable = (...values) => {
  const it = {
    subscribe(next) {
      const tell = typeof next === "function" ? next : (value) => next.next?.(value);
      values.forEach((value) => setTimeout(() => tell(value)));
      return { unsubscribe() {} };
    },
  };
  it[Symbol.observable || "@@observable"] = () => it;
  return it;
};
const directLine = {
  activity$: observable(), connectionStatus$: observable(0, 1, 2), end() {}, postActivity: () => observable("id"),
};
WebChat.renderWebChat({ directLine, userID: "visitor" }, document.getElementById("chat"));
`;

const folder = (path) => {
  const names = readdirSync(join(MODULES, path)).filter((name) => /\.(js|mjs|css)$/.test(name));
  const files = names.filter((name) => statSync(join(MODULES, path, name)).isFile());
  return Object.fromEntries(files.map((name) => [`/${name}`, read(path, name)]));
};

export const WIDGETS = {
  "deep-chat": {
    files: () => ({ "/chat.js": read("deep-chat/dist/deepChat.bundle.js") }),
    head: '<script type="module" src="/chat.js"></script>',
    body: '<deep-chat id="chat" style="width: 380px; height: 500px"></deep-chat>',
    script: 'document.getElementById("chat").connect = { url: "/api", stream: true };',
    input: "#text-input",
  },
  n8n: {
    files: () => folder("@n8n/chat/dist"),
    head: '<link rel="stylesheet" href="/style.css">',
    script: `import { createChat } from "/chat.bundle.es.js";
      createChat({ webhookUrl: location.origin + "/api", loadPreviousSession: false, initialMessages: ["Hi"] });`,
    launcher: ".chat-window-toggle",
    input: "textarea",
  },
  typebot: {
    files: () => ({ "/web.js": read("@typebot.io/js/dist/web.js") }),
    script: 'import Typebot from "/web.js"; Typebot.initBubble({ typebot: "bench", apiHost: location.origin });',
    api: { "POST /api/v1/typebots/bench/startChat": typebot },
    launcher: "button[part=button]",
    input: "textarea, input[type=text]",
  },
  flowise: {
    files: () => ({ "/web.js": read("flowise-embed/dist/web.js") }),
    script: 'import Chatbot from "/web.js"; Chatbot.init({ chatflowid: "bench", apiHost: location.origin });',
    api: {
      "GET /api/v1/chatflows-streaming/bench": { isStreaming: true },
      "GET /api/v1/public-chatbotConfig/bench": {},
    },
    launcher: "button[part=button]",
    input: "textarea",
  },
  botframework: {
    files: () => ({ "/chat.js": read("botframework-webchat/dist/webchat-minimal.js") }),
    head: '<script src="/chat.js"></script>',
    body: '<div id="chat" style="width: 380px; height: 500px"></div>',
    script: DIRECT_LINE,
    input: '[data-id="webchat-sendbox-input"], .webchat__send-box-text-box__input, textarea',
  },
};
