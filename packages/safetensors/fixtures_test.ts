import { deepEqual, equal, ok } from "node:assert/strict";
import { bytesOf } from "@tensorferry/core";
import { openSafetensors } from "./open.ts";
import { outlineSafetensors } from "./write/outline.ts";

const FIXTURES = new URL("../../tests/fixtures/", import.meta.url).pathname;

for (const { name } of Deno.readDirSync(FIXTURES)) {
  Deno.test(`the shards of ${name}, written by the reference, are read and laid out again alike`, async () => {
    const checkpoint = await openSafetensors(`${FIXTURES}${name}/hf`);
    deepEqual(checkpoint.warnings, []);
    ok(checkpoint.tensors.size > 0);
    for (const [i, source] of checkpoint.sources.entries()) {
      const stored = [...checkpoint.tensors].filter(([, tensor]) => tensor.source === i);
      const specs = stored.map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
      const outline = outlineSafetensors(specs.toReversed());
      const head = new Uint8Array(outline.fixed[0]!.bytes.length);
      await source.read(0, head);
      deepEqual(outline.fixed[0]!.bytes, head);
      equal(outline.byteLength, source.byteLength);
      for (const [name, { position, dtype, shape }] of stored) {
        equal(outline.tensors.get(name), position);
        ok(position + bytesOf(dtype, shape) <= source.byteLength);
      }
    }
    checkpoint.close();
  });
}
