// What a visitor waits for on Slow 4G with a processor four times slower: the button, and after the click a text box
// that takes text. Bytes and requests are all but the page itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBackend } from "./backend.mjs";
import { open, slow4G, slowDown, within } from "./browser.mjs";
import { serve } from "./server.mjs";
import { WIDGETS } from "./widgets.mjs";

const PROBE = readFileSync(join(import.meta.dirname, "page/probe.js"), "utf8");
const LIMIT = 60_000;
/** How long nothing comes once all has come, in milliseconds. */
const QUIET = 1_000;

const page = (head, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A shop</title>${head}</head>
<body><h1>A shop</h1><p>Something to read.</p>${body}</body></html>`;

const pageOf = (party, backend) => {
  if (party === "widget") {
    const head = `<script src="${backend}/chat-widget.js" async></script>`;
    return { files: { "/": page(head, "") }, launcher: ".launcher", input: ".input" };
  }
  const { files, head = "", body = "", script, api, launcher, input } = WIDGETS[party];
  const own = '<script type="module" src="/host.js"></script>';
  return { files: { ...files(), "/": page(head, body + own), "/host.js": script }, api, launcher, input };
};

/** Counts what comes over the wire, and knows when nothing more does. */
class Traffic {
  constructor(cdp, address) {
    this.bytes = this.requests = 0;
    this.open = new Set();
    this.last = performance.now();
    const isOurs = (url) => /^http/.test(url) && url !== address && !url.endsWith("/favicon.ico");
    cdp.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (!isOurs(request.url)) return;
      this.requests += 1;
      this.open.add(requestId);
    });
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (this.open.has(requestId)) this.bytes += encodedDataLength;
      this.end(requestId);
    });
    cdp.on("Network.loadingFailed", ({ requestId }) => this.end(requestId));
  }

  end(requestId) {
    if (this.open.delete(requestId)) this.last = performance.now();
  }

  async settled() {
    while (this.open.size || performance.now() - this.last < QUIET) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { bytes: this.bytes, requests: this.requests };
  }
}

/** Loads a party's page and opens its chat. */
export async function load(party) {
  const backend = party === "widget" ? await startBackend() : undefined;
  const { files, api, launcher, input } = pageOf(party, backend?.url);
  const server = await serve(files, api);
  const { browser, page, cdp } = await open();
  const work = async () => {
    await page.addInitScript(PROBE);
    await cdp.send("Network.enable");
    await slow4G(cdp);
    await slowDown(cdp, 4);
    const address = `${server.origin}/`;
    const traffic = new Traffic(cdp, address);
    await page.goto(address, { waitUntil: "commit" });
    if (!launcher) {
      // It stands in the page, and there is nothing to click on.
      const usable = await page.evaluate((input) => window.probe.usable(input), input);
      const { bytes, requests } = await traffic.settled();
      return { painted_ms: usable, bytes_closed: bytes, requests_closed: requests, bytes_open: bytes };
    }
    const painted = await page.evaluate((launcher) => window.probe.painted(launcher), launcher);
    const closed = await traffic.settled();
    const button = await page.evaluateHandle((launcher) => window.probe.find(launcher), launcher);
    const usable = page.evaluate((input) => window.probe.usable(input), input);
    const { x, y, width, height } = await button.asElement().boundingBox();
    await page.mouse.click(x + width / 2, y + height / 2);
    const open = (await usable) - (await page.evaluate(() => window.probe.pressed));
    const all = await traffic.settled();
    return {
      painted_ms: painted, open_ms: open, bytes_closed: closed.bytes, requests_closed: closed.requests,
      bytes_open: all.bytes, requests_open: all.requests,
    };
  };
  try {
    const numbers = await within(LIMIT, work());
    if (!numbers) throw new Error(`${party}: nobody can write after ${LIMIT / 1000} s`);
    return numbers;
  } finally {
    await browser.close();
    server.stop();
    await backend?.stop();
  }
}
