// What opening and closing leaves behind, and what is left after `destroy()`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answer } from "./answer.mjs";
import { openRenderer } from "./rendering.mjs";

const WATCH = readFileSync(join(import.meta.dirname, "page/watch.js"), "utf8");
const [FIRST, LAST] = [5, 50];

/** Opens and closes our chat fifty times, with an answer in it, and removes it. */
export async function memory() {
  const { page, cdp, close } = await openRenderer("widget", { first: WATCH });
  await cdp.send("Performance.enable");
  const look = async () => {
    // Twice: what the first collection lets go may hold other things.
    for (let time = 0; time < 2; time += 1) await cdp.send("HeapProfiler.collectGarbage");
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((it) => it.name === name).value;
    const counts = await page.evaluate(() => window.watch.counts());
    return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners"), ...counts };
  };
  try {
    await page.evaluate(() => window.watch.rest());
    const before = await look();
    await page.evaluate((text) => window.feed.run([{ text, size: 400 }]), answer(1_000));
    const seen = {};
    for (let cycle = 1; cycle <= LAST; cycle += 1) {
      await page.evaluate(() => window.watch.cycle());
      if (cycle === FIRST || cycle === LAST) seen[cycle] = await look();
    }
    await page.evaluate(() => window.watch.destroy());
    await page.evaluate(() => window.watch.rest());
    const after = await look();
    const growth = (name) => (100 * (seen[LAST][name] - seen[FIRST][name])) / seen[FIRST][name];
    const left = (name) => Math.max(0, after[name] - before[name]);
    if (page.errors.length) throw new Error(page.errors[0]);
    return {
      heap_growth_percent: growth("heap"), nodes_growth_percent: growth("nodes"),
      listeners_growth_percent: growth("listeners"), wasm_growth_bytes: seen[LAST].wasm - seen[FIRST].wasm,
      heap_kb: seen[LAST].heap / 1000, wasm_kb: seen[LAST].wasm / 1000,
      nodes_left: left("nodes"), listeners_left: left("listeners"), timers_left: left("timers"),
      sockets_left: left("sockets"),
    };
  } finally {
    await close();
  }
}
