// Our backend as it is delivered, with no platform behind it: nobody asks anything here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Starts it; `CHAT_BACKEND_BIN` and `CHAT_MANIFEST` say what and with which manifests. */
export async function startBackend() {
  const folder = await mkdtemp(join(tmpdir(), "chat-bench-"));
  const env = {
    ...process.env, CHAT_LISTEN: "127.0.0.1:0", CHAT_DATABASE_URL: `sqlite://${join(folder, "chat.db")}`,
    CHAT_DRAIN_SECONDS: "0", SIESTA_API_URL: "http://127.0.0.1:9", SIESTA_API_KEY: "key-of-nobody",
    SIESTA_ORG_ID: "5e1a7a00-0000-4000-8000-0000000000aa",
  };
  const child = spawn(env.CHAT_BACKEND_BIN, ["--dev"], { env, stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const stop = async () => {
    child.kill();
    await once(child, "exit");
    await rm(folder, { recursive: true });
  };
  return { url: line.replace("ready ", ""), stop };
}
