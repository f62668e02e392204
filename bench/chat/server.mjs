// One local server for all that a measurement loads: pages, scripts, and the little that peers ask their backend for.
// Everything is compressed as well as it can be, and kept by the browser like files that never change.
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  css: "text/css", html: "text/html; charset=utf-8", js: "text/javascript", json: "application/json",
  mjs: "text/javascript", wasm: "application/wasm",
};

const compress = (content) => {
  const bytes = Buffer.from(content);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
};

/** Starts it. `files` are contents by path, `api` are JSON answers by method and path. */
export async function serve(files, api = {}) {
  const packed = new Map(Object.entries(files).map(([path, content]) => [path, compress(content)]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const answer = api[`${request.method} ${pathname}`];
    if (answer) {
      response.writeHead(200, { "content-type": TYPES.json });
      return response.end(JSON.stringify(answer));
    }
    const file = packed.get(pathname);
    if (!file) return response.writeHead(404).end();
    const ending = pathname.endsWith("/") ? "html" : pathname.split(".").pop();
    response.writeHead(200, {
      "content-type": TYPES[ending], "content-encoding": "br", "content-length": file.length,
      "cache-control": "max-age=3600",
    });
    return response.end(file);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
