import assert from "node:assert/strict";
import { isPluginName, namedPlugin, samePlugin } from "./specifier.ts";

Deno.test("namedPlugin() tells names from places", () => {
  assert.deepEqual(namedPlugin("qwen-moe"), { name: "qwen-moe" });
  assert.deepEqual(namedPlugin("user:mixtral"), { name: "mixtral", origin: "user" });
  assert.deepEqual(namedPlugin("built-in:llama"), { name: "llama", origin: "built-in" });
  const places = [
    "./mixtral",
    "mixtral.ts",
    "a/b",
    "jsr:@you/mixtral",
    "npm:mixtral",
    "",
    "Mixtral",
  ];
  for (const place of places) assert.equal(namedPlugin(place), undefined, place);
});

Deno.test("isPluginName() refuses what leads elsewhere", () => {
  assert(isPluginName("gpt_oss-2"));
  for (const name of ["..", "../a", "a/b", "A", "2a", "a.b", "", "a\n", "a".repeat(65)]) {
    assert(!isPluginName(name), name);
  }
});

Deno.test("samePlugin() looks past the versions of a package, and past nothing else", () => {
  const same = [
    ["jsr:@you/mixtral@^1", "jsr:@you/mixtral@2.0.0"],
    ["jsr:@you/mixtral", "jsr:/@you/mixtral@1"],
    ["npm:mixtral@1/mod.js", "npm:mixtral/mod.js"],
    ["https://a.example/m.ts", "https://a.example/m.ts"],
  ];
  for (const [a, b] of same) assert(samePlugin(a!, b!), `${a} ${b}`);
  const others = [
    ["jsr:@you/mixtral", "jsr:@me/mixtral"],
    ["npm:mixtral/a.js", "npm:mixtral/b.js"],
    ["npm:mixtral", "jsr:@you/mixtral"],
    ["https://a.example/m@1.ts", "https://a.example/m@2.ts"],
  ];
  for (const [a, b] of others) assert(!samePlugin(a!, b!), `${a} ${b}`);
});
