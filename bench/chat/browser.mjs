// The browser: Chromium as the system has it, fresh for each measurement, and cut off from all other machines.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

const executablePath = () => {
  const folders = process.env.PATH.split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  if (!found) throw new Error(`none of ${NAMES.join(", ")} is on PATH: install Chromium`);
  return found;
};

/** Starts one, with a page of a laptop's size. */
export async function open() {
  const browser = await chromium.launch({ executablePath: executablePath(), args: ARGUMENTS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const cdp = await page.context().newCDPSession(page);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  return { browser, page, cdp };
}

/** Makes the page's processor so many times slower. */
export const slowDown = (cdp, rate) => cdp.send("Emulation.setCPUThrottlingRate", { rate });

/** Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
export const slow4G = (cdp) => cdp.send("Network.emulateNetworkConditions", {
  offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8,
});

/** The value of `work`, or `undefined` when it takes longer than so many milliseconds. */
export async function within(limit, work) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, limit)));
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
