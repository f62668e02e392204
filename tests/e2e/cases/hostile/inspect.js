// Looks at what became of hostile answers: what ran, and what is in the chat that isn't on the lists below.
(() => {
  const list = (words) => new Set(words.trim().split(/\s+/));
  const ELEMENTS = list(`
    a article b blockquote br button code div em form h2 h3 h4 h5 h6 header hr i li nav ol p path pre s section span
    strong sub sup svg table tbody td textarea th thead tr ul
    math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup
    mtable mtd mtext mtr munder munderover
  `);
  const ATTRIBUTES = list(`
    class id part dir lang role title tabindex hidden popover style
    href target rel start value type disabled scope colspan rowspan
    rows placeholder enterkeyhint maxlength viewBox d
    accent accentunder columnspan depth display displaystyle fence form height largeop linethickness lspace mathvariant
    maxsize minsize movablelimits rspace scriptlevel separator stretchy symmetric width
  `);
  const NAMES = /^(aria|data)-[a-z-]+$/;
  const SCHEMES = list("http: https: mailto: tel:");
  // What places a card beside its number, and what draws formulas: no function, which could fetch something.
  const PLACES = "(top|left|right|bottom|height|opacity|max-height)\\s*:\\s*-?[\\d.]+(px)?";
  const FORMULAS = "((border|padding)(-(bottom|left|right|top))?|font-size|justify-items|math-(depth|style)" +
    "|text-align|vertical-align)\\s*:[\\w\\s.%-]*";
  const STYLE = new RegExp(`^(\\s*(${PLACES}|${FORMULAS})\\s*;)*\\s*$`);

  const ran = [];
  window.hostile = () => ran.push(new Error("ran").stack);
  const found = { ran, elements: [], attributes: [], addresses: [], failed: [] };
  const { href } = location;

  const isSafe = (address) => {
    try {
      return SCHEMES.has(new URL(address, document.baseURI).protocol);
    } catch {
      // Nothing that could be opened, as `http://www.a:b/`.
      return /^https?:\/\//i.test(address);
    }
  };
  const root = () => document.querySelector("siesta-chat-host").shadowRoot;

  const look = (within, what) => {
    for (const node of within.querySelectorAll("*")) {
      if (!ELEMENTS.has(node.localName)) found.elements.push(`${what}: ${node.localName}`);
      for (const { name, value } of node.attributes) {
        const isListed = ATTRIBUTES.has(name) || NAMES.test(name);
        const isOdd = (name === "style" && !STYLE.test(value)) || (name === "class" && !/^[\w\s-]*$/.test(value));
        if (!isListed || isOdd) found.attributes.push(`${what}: ${node.localName} ${name}=${value}`);
        if (name === "href" && !isSafe(value)) found.addresses.push(`${what}: ${value}`);
      }
    }
    if (location.href !== href) found.failed.push(`${what}: the page went to ${location.href}`);
  };

  // A click on everything, except the buttons, which are ours. Good addresses would open and are held back.
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node.localName === "a" && node.hasAttribute("href"));
    if (link && isSafe(link.getAttribute("href"))) event.preventDefault();
  }, true);
  const poke = (within) => {
    for (const node of within.querySelectorAll("*")) {
      if (node.closest("button")) continue;
      for (const name of ["pointerover", "mouseover", "focusin"]) {
        node.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
      }
      node.click?.();
    }
  };

  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  // Of a long conversation, only the end is on the page.
  const answered = async (question) => {
    while (!(e2e.texts(".message.visitor .text").at(-1) === question && e2e.answered())) await frame();
  };

  window.inspector = {
    found,
    shown: 0,
    look: (what) => look(root(), what),
    /** Looks at the newest answer, clicks on it, and looks again. */
    async examine(what) {
      const answer = e2e.last(".message.assistant");
      look(answer, what);
      poke(answer.querySelector(".text"));
      await frame();
      look(answer, what);
    },
    /** Asks for the answers of these numbers, one after the other. */
    async ask(numbers) {
      for (const number of numbers) {
        const question = `Show me number ${number}`;
        SiestaChat.send(question);
        await answered(question);
        if (e2e.all(".fate").length) found.failed.push(`${number}: ${e2e.texts(".fate")}`);
        if (e2e.answer().trim()) inspector.shown += 1;
        await inspector.examine(number);
      }
      inspector.look("all");
      await frame();
      inspector.done = true;
    },
  };
})();
