// Runs before the page's own scripts: counts timers and connections that are open, and knows the module's memory.
window.watch = (() => {
  const timers = new Set();
  const sockets = new Set();
  const memories = new Set();

  const { setTimeout, clearTimeout, setInterval, clearInterval, fetch } = window;
  window.setTimeout = (call, ms, ...values) => {
    const id = setTimeout((...given) => {
      timers.delete(id);
      call(...given);
    }, ms, ...values);
    timers.add(id);
    return id;
  };
  window.setInterval = (...of) => {
    const id = setInterval(...of);
    timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => void (timers.delete(id), clearTimeout(id));
  window.clearInterval = (id) => void (timers.delete(id), clearInterval(id));

  // A request is open until its body was read, cancelled or refused.
  window.fetch = async (...of) => {
    const connection = {};
    sockets.add(connection);
    try {
      return await fetch(...of);
    } finally {
      sockets.delete(connection);
    }
  };
  for (const name of ["WebSocket", "EventSource", "BroadcastChannel"]) {
    window[name] = class extends window[name] {
      constructor(...of) {
        super(...of);
        sockets.add(this);
        this.addEventListener("close", () => sockets.delete(this));
      }

      close(...of) {
        sockets.delete(this);
        super.close(...of);
      }
    };
  }

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...of) => {
      const made = await original.apply(WebAssembly, of);
      const values = Object.values((made.instance ?? made).exports);
      values.filter((it) => it instanceof WebAssembly.Memory).forEach((it) => memories.add(it));
      return made;
    };
  }

  let field;
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const press = async (name) => {
    window.SiestaChat[name]();
    await frame();
  };
  return {
    counts: () => ({
      timers: timers.size,
      sockets: sockets.size,
      wasm: [...memories].reduce((sum, it) => sum + it.buffer.byteLength, 0),
    }),
    async cycle() {
      await press("close");
      await press("open");
    },
    // The browser keeps the text field that had the focus last, even one that is gone.
    rest() {
      if (!field) document.body.append((field = document.createElement("textarea")));
      field.focus();
      field.value = "elsewhere";
    },
    async destroy() {
      await press("destroy");
      document.querySelectorAll("script[data-agent-url]").forEach((it) => it.remove());
      await frame();
    },
  };
})();
