import assert from "node:assert/strict";
import { evaluatePlugin } from "./evaluate_plugin.ts";
import { locatePlugin } from "./locate_plugin.ts";
import { attemptsText } from "./testing/attempts.ts";
import { withFolder } from "./testing/folder.ts";

/** How Deno says no. Sockets of the web say only that, and where nothing is there is nothing to read. */
const REFUSED =
  /^(Requires \w+ access|.*but --no-(remote|npm) is specified|.*--no-npm is specified|\[object \w*Event\]$|nothing$|undefined$|Failed to create cache storage|localStorage is not defined)/;

Deno.test("evaluatePlugin() gives a plugin no right, and no way around one", async () => {
  const asked: string[] = [];
  const heard: unknown[] = [];
  const channel = new BroadcastChannel("left");
  channel.onmessage = ({ data }) => heard.push(data);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    asked.push(url);
    return new Response("export default 1", { headers: { "content-type": "text/javascript" } });
  });
  try {
    await withFolder(
      { "deno.json": "{}", "beside.ts": "postMessage({})" },
      async (folder) => {
        await Deno.writeTextFile(`${folder}/plugin.ts`, attemptsText(server.addr.port, folder));
        const located = await locatePlugin(`${folder}/plugin.ts`);
        // Twice, as what one run leaves the next would find.
        await evaluatePlugin(located);
        const { examples } = await evaluatePlugin(located);
        const outcomes = examples![0]!["outcomes"] as Record<string, string>;
        for (const [attempt, outcome] of Object.entries(outcomes)) {
          assert.match(outcome, REFUSED, attempt);
        }
        assert(Object.keys(outcomes).length > 50);
        assert.deepEqual(
          [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
          ["beside.ts", "deno.json", "plugin.ts"],
        );
      },
    );
  } finally {
    await server.shutdown();
    channel.close();
  }
  assert.deepEqual(asked, []);
  assert.deepEqual(heard, []);
});
