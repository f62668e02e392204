// The stock AG-UI client against a backend: a chat of two questions, and a call of a client tool.
//
// Arguments: the backend's address, and a JSON object {"questions": [text, text], "tool": {definition},
// "request": text, "result": text}. Prints what the client made of it, as JSON. The client validates every event;
// what it refuses ends this program with an error.

import { HttpAgent } from "@ag-ui/client";

const [backend, plan] = process.argv.slice(2);
const { questions, tool, request, result } = JSON.parse(plan);

const post = async (path, body) => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(backend + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

const visitor = async () => {
  const { token } = await post("/v1/session", {});
  return new HttpAgent({
    url: `${backend}/v1/assistants/primary/runs`,
    headers: { authorization: `Bearer ${token}` },
  });
};

// One run: how often text arrived, how it ended, and what it left to be answered.
const run = async (agent, tools) => {
  const seen = { deltas: 0 };
  const { newMessages } = await agent.runAgent({ tools }, {
    onTextMessageContentEvent: () => void (seen.deltas += 1),
    onRunFinishedEvent: ({ outcome, pendingToolCallIds }) => void Object.assign(seen, { outcome, pendingToolCallIds }),
    onRunErrorEvent: ({ event }) => void Object.assign(seen, { error: event }),
  });
  return { ...seen, messages: newMessages };
};

const say = (agent, content) => agent.addMessage({ id: crypto.randomUUID(), role: "user", content });

const chat = await visitor();
const answers = [];
for (const question of questions) {
  say(chat, question);
  answers.push(await run(chat));
}

const thread = await fetch(`${backend}/v1/threads/${chat.threadId}`, { headers: chat.headers });
const history = (await thread.json()).messages.map(({ message }) => message);

const caller = await visitor();
say(caller, request);
const called = await run(caller, [tool]);
for (const toolCallId of called.pendingToolCallIds ?? []) {
  caller.addMessage({ id: crypto.randomUUID(), role: "tool", toolCallId, content: result });
}
const answered = await run(caller, [tool]);
say(caller, questions[0]);
const after = await run(caller, [tool]);

console.log(JSON.stringify({ answers, history, called, answered, after }));
