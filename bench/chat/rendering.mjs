// An answer in the browser: as fast as tasks follow each other, or so many tokens a second.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { TOKEN, answer } from "./answer.mjs";
import { open, slowDown, within } from "./browser.mjs";
import { serve } from "./server.mjs";
import * as trace from "./trace.mjs";

const HERE = import.meta.dirname;
const DIST = join(HERE, "../../dist");

const bundle = async (renderer) => {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "renderers", `${renderer}.mjs`)], bundle: true, write: false, minify: true,
    format: "iife", define: { "process.env.NODE_ENV": '"production"' }, logLevel: "error",
  });
  return outputFiles[0].text;
};

/** The files of our bundle, by their paths. */
export const ownFiles = () => {
  const names = readdirSync(DIST, { recursive: true }).filter((name) => /\.(js|css|wasm)$/.test(name));
  return Object.fromEntries(names.map((name) => [`/${name}`, readFileSync(join(DIST, name))]));
};

// Everybody shows the answer in a box of a chat's width.
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Answer</title>
<style>body > div { width: 400px; height: 600px; overflow: auto }</style>
<body><script src="/feed.js"></script><script src="/renderer.js"></script></body></html>`;

/** Serves and opens the page of a renderer. */
export async function openRenderer(renderer, { first = "" } = {}) {
  const files = {
    "/": PAGE, "/feed.js": readFileSync(join(HERE, "page/feed.js")), "/renderer.js": await bundle(renderer),
  };
  const server = await serve(renderer === "widget" ? { ...files, ...ownFiles() } : files);
  const opened = await open();
  await opened.page.addInitScript(first);
  await opened.page.goto(`${server.origin}/`);
  const close = async () => {
    await opened.browser.close();
    server.stop();
  };
  return { ...opened, close };
}

/** Feeds a plan, and returns the trace; `late` when it took longer than the limit. */
async function run(renderer, plan, { limit, slower = 1 }) {
  const { browser, page, cdp, close } = await openRenderer(renderer);
  try {
    if (slower > 1) await slowDown(cdp, slower);
    await trace.start(browser, page);
    const shown = await within(limit, page.evaluate((plan) => window.feed.run(plan), plan));
    const thread = await trace.stop(browser);
    if (page.errors.length) throw new Error(`${renderer}: ${page.errors[0]}`);
    const expected = plan.reduce((sum, { text }) => sum + text.length, 0);
    // Markdown's own characters are not shown, all others are.
    if (shown < expected / 2) throw new Error(`${renderer} shows ${shown} of ${expected} characters`);
    return { thread, late: shown === undefined };
  } finally {
    await close();
  }
}

/** Main-thread time of a whole answer, one token a task. */
export async function stream(renderer, { tokens, limit }) {
  const { thread, late } = await run(renderer, [{ name: "all", text: answer(tokens), size: TOKEN }], { limit });
  const all = thread.stretch("all");
  return { main_thread_ms: all.cpuMs(), longest_task_ms: all.longestMs(), late: Number(late) };
}

/** At a pace: a stretch that ends at token 500 and one that ends the answer at token 16,000. */
export async function pace(renderer, { perSecond, limit, slower }) {
  const length = perSecond * 2;
  const text = answer(16_000);
  const at = (token) => token * TOKEN;
  const stretch = { size: TOKEN, perSecond };
  const plan = [
    // Whole paragraphs at once: what lies between is there and not measured.
    { text: text.slice(0, at(500 - length)), size: at(100) },
    { ...stretch, name: "early", text: text.slice(at(500 - length), at(500)) },
    { text: text.slice(at(500), at(16_000 - length)), size: at(100) },
    { ...stretch, name: "late", text: text.slice(at(16_000 - length)) },
  ];
  const { thread, late } = await run(renderer, plan, { limit, slower });
  if (late) return { late: 1 };
  const [early, end] = [thread.stretch("early"), thread.stretch("late")];
  return {
    early_ms_per_token: early.cpuMs() / length,
    late_ms_per_token: end.cpuMs() / length,
    growth: end.cpuMs() / early.cpuMs(),
    frame_p99_ms: Math.max(early.frameMs(0.99), end.frameMs(0.99)),
    longest_task_ms: Math.max(early.longestMs(), end.longestMs()),
    late: 0,
  };
}
