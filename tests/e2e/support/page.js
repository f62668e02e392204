// Runs before anything else on every page of a test: notes what goes wrong, and finds elements of the chat.
(() => {
  if (window !== window.top) return;
  const problems = [];
  const note = (kind, ...words) => problems.push([kind, ...words].join(" "));
  const shown = (value) => (value instanceof Error ? value.stack : String(value));
  window.addEventListener("error", (event) => note("uncaught:", event.message, event.filename, event.lineno));
  window.addEventListener("unhandledrejection", (event) => note("unhandled rejection:", shown(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) =>
    note("policy violation:", event.effectiveDirective, event.blockedURI, event.sample));
  for (const level of ["error", "warn"]) {
    const original = console[level];
    console[level] = (...values) => {
      note(`console.${level}:`, ...values.map(shown));
      original.apply(console, values);
    };
  }

  let compiling = 0;
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = (...source) => {
    compiling += 1;
    return instantiateStreaming.apply(WebAssembly, source).finally(() => (compiling -= 1));
  };
  const isLoaded = (name) => performance.getEntriesByType("resource").some((it) => it.name.includes(name));

  const root = () => document.querySelector("siesta-chat-host")?.shadowRoot;
  const all = (selector) => [...(root()?.querySelectorAll(selector) ?? [])];
  const find = (selector) => root()?.querySelector(selector);
  const e2e = {
    problems,
    all,
    find,
    text: (selector) => find(selector)?.textContent ?? "",
    texts: (selector) => all(selector).map((node) => node.textContent),
    last: (selector) => all(selector).at(-1),
    focused: () => {
      let node = document.activeElement;
      while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
      return node;
    },
    running: () => Boolean(find(".send")?.hasAttribute("data-stop")),
    // The newest message is an answer, and no run is under way.
    answered: () => !e2e.running() && Boolean(e2e.last(".message")?.matches(".assistant")),
    answer: () => {
      let text = e2e.last(".message.assistant")?.querySelector(".text");
      // What can be done with code and tables is no part of what was said; it comes later.
      if (text?.querySelector(".bar")) {
        text = text.cloneNode(true);
        text.querySelectorAll(".bar").forEach((bar) => bar.remove());
      }
      return text?.textContent ?? "";
    },
    // What loads after the first answer is there.
    settled: () => compiling === 0 && ["split_answer", "split_later"].every(isLoaded),
    // The widget has taken over from the loader.
    taken: () => Boolean(find(".messages")),
    // Pauses take a twentieth of their time.
    hurry: () => {
      const wait = window.setTimeout.bind(window);
      window.setTimeout = (call, ms) => wait(call, ms / 20);
    },
    // The clock that counts from the page's load, not the one on the wall.
    forward: (ms) => {
      const now = performance.now.bind(performance);
      performance.now = () => now() + ms;
    },
    // Text and time (milliseconds since 1970) of each change of the newest answer that a frame could show.
    watch: () => {
      const seen = [];
      new MutationObserver(() => {
        seen.push([performance.timeOrigin + performance.now(), e2e.answer().length]);
      }).observe(find(".thread"), { subtree: true, childList: true, characterData: true });
      e2e.seen = seen;
    },
  };
  // Whether the browser has kept the page as it was, and brought it back.
  window.addEventListener("pageshow", (event) => (e2e.kept = event.persisted));
  Object.defineProperty(window, "e2e", { value: e2e });
})();
