// Our whole widget, open: each token is an event of the stream that it reads from its agent, so that reading the stream
// and the conversation's state are measured as well.
const bytes = new TextEncoder();
const event = (data) => bytes.encode(`data: ${JSON.stringify(data)}\n\n`);

window.renderer = () => new Promise((resolve) => {
  const { fetch } = window;
  const root = () => document.querySelector("siesta-chat-host")?.shadowRoot;
  window.shown = () => root().querySelector(".messages").textContent.length;
  window.fetch = async (request, options) => {
    const { pathname } = new URL(request.url ?? request, location.href);
    if (pathname !== "/agent") return fetch(request, options);
    const { threadId, runId } = JSON.parse(options?.body ?? (await request.text()));
    let stream;
    const body = new ReadableStream({ start: (controller) => (stream = controller) });
    const say = (data) => stream.enqueue(event(data));
    say({ type: "RUN_STARTED", threadId, runId });
    say({ type: "TEXT_MESSAGE_START", messageId: "answer", role: "assistant" });
    resolve({
      push: (delta) => say({ type: "TEXT_MESSAGE_CONTENT", messageId: "answer", delta }),
      end() {
        say({ type: "TEXT_MESSAGE_END", messageId: "answer" });
        say({ type: "RUN_FINISHED", threadId, runId });
        stream.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const script = document.createElement("script");
  Object.assign(script, { src: "/chat-widget.js", async: true });
  script.dataset.agentUrl = "/agent";
  script.dataset.open = "true";
  script.addEventListener("load", () => {
    const ask = () => {
      if (root()?.querySelector(".messages")) window.SiestaChat.send("Hello");
      else requestAnimationFrame(ask);
    };
    ask();
  }, { once: true });
  document.head.append(script);
});
