/**
 * Files over HTTP, from this machine to itself.
 *
 * @module
 */

/** What is served at a path: a content, or how to answer. */
export type Served = string | Uint8Array<ArrayBuffer> | (() => Response);

const TYPES: Readonly<Record<string, string>> = {
  ts: "application/typescript",
  js: "text/javascript",
  json: "application/json",
};

/** Serves files by their paths for as long as `work` takes, which is given the URL, and the paths that were asked for. */
export async function withServer<T>(
  files: (url: string) => Promise<Readonly<Record<string, Served>>>,
  work: (url: string, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  let served: Readonly<Record<string, Served>> = {};
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    asked.push(path);
    const found = served[path];
    if (found === undefined) return new Response("nothing here", { status: 404 });
    if (typeof found === "function") return found();
    const type = TYPES[path.split(".").at(-1)!] ?? "application/octet-stream";
    return new Response(found, { headers: { "content-type": type } });
  });
  try {
    const url = `http://127.0.0.1:${server.addr.port}`;
    served = await files(url);
    return await work(url, asked);
  } finally {
    await server.shutdown();
  }
}
