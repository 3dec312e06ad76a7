import { deepEqual, equal, ok } from "node:assert/strict";
import { bytesOf } from "@tensorferry/core";
import { openSafetensors } from "./open.ts";
import { layOut } from "./write/lay_out.ts";

const FIXTURES = new URL("../../tests/fixtures/", import.meta.url).pathname;

for (const { name } of Deno.readDirSync(FIXTURES)) {
  Deno.test(`the shards of ${name}, written by the reference, are read and laid out again alike`, async () => {
    const checkpoint = await openSafetensors(`${FIXTURES}${name}/hf`);
    deepEqual(checkpoint.warnings, []);
    ok(checkpoint.tensors.size > 0);
    for (const [i, source] of checkpoint.sources.entries()) {
      const stored = [...checkpoint.tensors].filter(([, tensor]) => tensor.source === i);
      const specs = stored.map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
      const layout = layOut(specs.toReversed());
      const head = new Uint8Array(layout.fixed[0]!.bytes.length);
      await source.read(0, head);
      deepEqual(layout.fixed[0]!.bytes, head);
      equal(layout.byteLength, source.byteLength);
      for (const [name, { position, dtype, shape }] of stored) {
        equal(layout.tensors.get(name), position);
        ok(position + bytesOf(dtype, shape) <= source.byteLength);
      }
    }
    checkpoint.close();
  });
}
