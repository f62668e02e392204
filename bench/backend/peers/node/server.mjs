// The bare relay as one would write it in Node: node:http, the encoder of AG-UI, a socket to the platform for each
// run. It keeps nothing, checks nobody and resumes nothing. Its argument is the platform's address; it prints
// `ready ADDRESS`.
import http from "node:http";
import { json } from "node:stream/consumers";
import { EventType } from "@ag-ui/core";
import { EventEncoder } from "@ag-ui/encoder";
import { WebSocket } from "ws";

const platform = process.argv[2];
const agent = new http.Agent({ keepAlive: true });
const messageId = "m1";

/** The address of a new realtime session. */
function session() {
  return new Promise((resolve, reject) => {
    const url = `http://${platform}/api/v1/Agent/a/realtime-session`;
    const headers = { "content-type": "application/json" };
    const request = http.request(url, { method: "POST", headers, agent }, (response) => {
      json(response).then((answer) => resolve(`ws://${platform}${answer.webSocketPath}`), reject);
    });
    request.on("error", reject).end("{}");
  });
}

/** Asks the platform, and calls `onDelta` with each piece of its answer. `signal` ends it. */
function ask(url, text, signal, onDelta) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    signal.addEventListener("abort", () => socket.terminate());
    socket.on("open", () => {
      const content = [{ type: "input_text", text }];
      const item = { type: "message", role: "user", content };
      socket.send(JSON.stringify({ type: "conversation.item.create", item }));
      socket.send(JSON.stringify({ type: "response.create" }));
    });
    socket.on("message", (data) => {
      const event = JSON.parse(data);
      if (event.type === "response.output_text.delta") onDelta(event.delta);
      if (event.type === "response.done") {
        socket.close();
        resolve();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the platform has gone")));
  });
}

const server = http.createServer({ noDelay: true }, async (request, response) => {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const encoder = new EventEncoder({ accept: request.headers.accept });
  const say = (event) => response.write(encoder.encodeSSE(event));
  try {
    const { threadId, runId, messages } = await json(request);
    response.writeHead(200, { "content-type": encoder.getContentType(), "cache-control": "no-store" });
    say({ type: EventType.RUN_STARTED, threadId, runId });
    const url = await session();
    say({ type: EventType.TEXT_MESSAGE_START, messageId, role: "assistant" });
    await ask(url, messages.at(-1).content, gone.signal, (delta) => {
      say({ type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta });
    });
    say({ type: EventType.TEXT_MESSAGE_END, messageId });
    say({ type: EventType.RUN_FINISHED, threadId, runId });
  } catch (error) {
    say({ type: EventType.RUN_ERROR, message: String(error) });
  }
  response.end();
});

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`ready http://127.0.0.1:${server.address().port}`);
});
