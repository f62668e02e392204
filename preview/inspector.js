// Shows what the widget does, by looking over its shoulder: this page wraps its own `fetch`, as any script of a
// host page could. The widget has no hooks for it.
(() => {
  const original = window.fetch;
  const marks = new Map();
  const by = (id) => document.getElementById(id);
  const pretty = (value) => JSON.stringify(value, null, 2);

  const mark = (label) => {
    if (!marks.has(label)) marks.set(label, performance.now());
    const list = by("timing");
    if (!list) return;
    list.replaceChildren(
      ...[...marks].flatMap(([name, at]) => {
        const term = document.createElement("dt");
        const value = document.createElement("dd");
        term.textContent = name;
        value.textContent = `${Math.round(at)} ms`;
        return [term, value];
      }),
    );
  };

  const show = (event) => {
    const row = document.createElement("li");
    const text = event.data.delta ?? event.data.code ?? event.data.outcome?.type ?? "";
    row.textContent = `${event.id} ${event.data.type} ${text}`;
    by("events").append(row);
    by("events").scrollTop = by("events").scrollHeight;
    if (event.data.type === "TEXT_MESSAGE_CONTENT") mark("first text");
    if (event.data.type === "RUN_FINISHED") mark("answer finished");
  };

  const listen = async (stream) => {
    let rest = "";
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) {
        const id = /^id: (\d+)$/m.exec(frame)?.[1] ?? "";
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data) show({ id, data: JSON.parse(data) });
      }
    }
  };

  window.fetch = async (...call) => {
    const request = new Request(...call);
    const path = new URL(request.url).pathname;
    const isRun = path.endsWith("/runs");
    if (isRun) {
      for (const label of ["first text", "answer finished"]) marks.delete(label);
      marks.set("message sent", performance.now());
      const input = JSON.parse(await request.clone().text());
      by("context").textContent = input.context?.length ? pretty(input.context) : "Nothing left the page.";
    }
    const response = await original(request);
    if (path === "/v1/config" && response.ok) {
      response.clone().json().then((config) => (by("manifest").textContent = pretty(config)));
    }
    if (response.ok && (isRun || path.endsWith("/events"))) {
      // A second reader of the same bytes; the widget's own is not delayed by it.
      listen(response.clone().body).catch(() => {});
    }
    return response;
  };

  for (const name of ["ready", "open", "send", "answer", "error"]) {
    window.addEventListener(`siesta-chat:${name}`, () => mark(name));
  }
})();
