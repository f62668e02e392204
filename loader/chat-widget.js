// The loader: what the script tag names. It paints a working bubble at once, fetches the widget when a visitor
// shows interest, and hands everything over to it. It keeps no state: what was typed stays in the text box,
// which the widget takes over with all its elements.
//
// The build replaces __BUNDLE__ (version and hashes of the files) and __STYLE__ (style/loader.css).
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="chat-widget.js"]');
  const queued = window.SiestaChat;
  // A second tag changes nothing: one widget a page.
  if (!script || queued?.version) return;

  const bundle = __BUNDLE__;
  const data = script.dataset;
  const base = new URL(`v/${bundle.version}/`, script.src);
  const listening = new AbortController();
  const living = new AbortController();
  let waiting = Array.isArray(queued) ? queued : [];
  // Grows with each failure: a file that came damaged may be kept by a cache, under its first address.
  let again = "";
  let host, root, launcher, panel, input, loading, widget, identity;

  const element = (name, attributes, ...children) => {
    const kind = /svg|path/.test(name) ? "2000/svg" : "1999/xhtml";
    const node = document.createElementNS("http://www.w3.org/" + kind, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  };

  const icon = (...paths) =>
    element("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, ...paths.map((d) => element("path", { d })));

  const on = (target, type, handler) =>
    target.addEventListener(type, handler, { signal: listening.signal });

  const sheet = (css) => {
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    root.adoptedStyleSheets.push(style);
  };

  const build = () => {
    launcher = element(
      "button",
      {
        part: "launcher", class: "launcher", "aria-label": data.label ?? "Open chat",
        "aria-haspopup": "dialog", "aria-expanded": "false",
      },
      icon("M4 5.5h16v11h-8.5L7 20v-3.5H4z"),
      icon("M6 9.5l6 6 6-6"),
    );
    input = element("textarea", {
      rows: "1", class: "input", "aria-label": "Message", placeholder: "Write a message", enterkeyhint: "send",
    });
    panel = element(
      "section",
      { part: "panel", class: "panel", role: "dialog", "aria-labelledby": "title", popover: "manual" },
      element(
        "header",
        { class: "header" },
        element("h2", { id: "title", class: "title" }, data.label ?? "Chat"),
        element("div", { class: "actions" }),
        element("button", { class: "icon close", "aria-label": "Close chat" },
          icon("M6 6l12 12M18 6L6 18")),
      ),
      element("div", { class: "thread" }),
      element(
        "form",
        { class: "composer" },
        input,
        element("button", { class: "icon send", "aria-label": "Send message" }, icon("M12 19V5M5.5 11.5L12 5l6.5 6.5")),
      ),
    );
    host = element("siesta-chat-host");
    root = host.attachShadow({ mode: "open" });
    // The page's rules for its own elements end here: nothing is inherited, nothing can hide the host.
    host.style.cssText = "all: initial !important; display: block !important";
    // Style sheets follow theme, position and layout.
    Object.assign(host.dataset, data);
    if (data.zIndex) host.style.setProperty("--siesta-z-index", data.zIndex);
    sheet(__STYLE__);
    root.append(launcher, panel);

    // Shortcuts of the page must not fire while somebody types here.
    for (const type of ["keydown", "keypress", "keyup"]) {
      host.addEventListener(type, (event) => event.stopPropagation(), { signal: living.signal });
    }
    for (const type of ["pointerenter", "focus", "touchstart"]) on(launcher, type, start);
    on(launcher, "click", api.toggle);
    on(panel.querySelector(".close"), "click", api.close);
    on(panel, "keydown", (event) => {
      if (event.key === "Escape") api.close();
      else if (event.key === "Enter" && event.target === input && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        submit();
      }
    });
    on(panel.lastChild, "submit", (event) => {
      event.preventDefault();
      submit();
    });
    document.body.append(host);
  };

  // A message sent before the widget is here waits in the text box; the mark tells the widget to send it.
  const submit = () => {
    if (input.value.trim()) panel.lastChild.setAttribute("aria-busy", "true");
    start();
  };

  const show = (open) => {
    if (open === panel.hasAttribute("data-open")) return;
    panel.toggleAttribute("data-open", open);
    launcher.setAttribute("aria-expanded", open);
    panel.togglePopover?.(open);
    (open ? input : launcher).focus({ preventScroll: true });
    window.dispatchEvent(new CustomEvent("siesta-chat:" + (open ? "open" : "close")));
  };

  const load = async () => {
    const url = (name) => new URL(name + again, base).href;
    const get = (name) => fetch(url(name), { integrity: bundle.files[name], credentials: "omit" });
    const glue = url("widget.js");
    const preload = element("link", {
      rel: "modulepreload", href: glue, crossorigin: "anonymous", integrity: bundle.files["widget.js"],
    });
    preload.nonce = script.nonce;
    const files = Promise.all([
      get("widget_bg.wasm"),
      get("widget.css").then((response) => response.text()),
      // A module takes no hash of its own: the preload checks it, and its failure means refusal.
      new Promise((resolve, reject) => {
        preload.onload = resolve;
        preload.onerror = reject;
        document.head.append(preload);
      }),
    ]).finally(() => preload.remove());
    const [wasm, css] = await files;
    const module = await import(glue);
    await module.default({ module_or_path: wasm });
    sheet(css);
    listening.abort();
    widget = module.mount(root, { ...data, backend: base.origin, open: panel.hasAttribute("data-open"), identity });
  };

  const start = () =>
    (loading ??= load().catch(() => {
      loading = undefined;
      again += "?";
      if (!root) return;
      const link = element("a", { href: new URL("chat", script.src).href, target: "_blank" },
        "Open it in a new tab");
      panel.querySelector(".thread").replaceChildren(
        element("p", { class: "notice", role: "status" }, "The chat can’t load on this page. ",
          // There is a page of its own where the backend answers, and not another agent.
          data.agentUrl ? "" : link));
      panel.lastChild.removeAttribute("aria-busy");
    }));

  // Before the page has a body, calls wait; before the widget is here, the shell does what it can.
  const act = (name, ...args) => {
    if (waiting) waiting.push([name, ...args]);
    else if (widget) widget[name](...args);
    else if (!root) return;
    else {
      const open = name === "toggle" ? !panel.hasAttribute("data-open") : name !== "close";
      show(open);
      if (name === "send") {
        input.value = args[0];
        submit();
      } else if (open) start();
    }
  };

  const api = {
    version: bundle.version,
    on(name, handler) {
      window.addEventListener("siesta-chat:" + name, handler, { signal: living.signal });
    },
    off(name, handler) {
      window.removeEventListener("siesta-chat:" + name, handler);
    },
    destroy() {
      listening.abort();
      living.abort();
      widget?.destroy();
      host?.remove();
      root = widget = waiting = undefined;
      if (window.SiestaChat === api) delete window.SiestaChat;
    },
    identify(given) {
      // Nobody becomes anonymous by a mistake of the page.
      identity = given ?? null;
      widget?.identify(identity);
    },
    // What is stored goes at once, for the page may be left next. Pages that have the widget listen.
    logout() {
      identity = undefined;
      if (widget) return widget.logout();
      if (input) input.value = "";
      try {
        indexedDB.deleteDatabase("siesta-chat");
        new BroadcastChannel("siesta-chat").postMessage("logout");
      } catch {}
    },
    push: (...calls) => calls.forEach(([name, ...args]) => api[name]?.(...args)),
  };
  for (const name of ["open", "close", "toggle", "send"]) api[name] = (...args) => act(name, ...args);

  window.SiestaChat = api;
  const begin = () => {
    if (!waiting) return;
    const calls = waiting;
    waiting = undefined;
    build();
    api.push(...calls);
    if (data.open === "true" || data.open === "") api.open();
    else if (data.load === "eager") start();
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
