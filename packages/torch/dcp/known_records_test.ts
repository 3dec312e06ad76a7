import assert from "node:assert/strict";
import { type ByteSource, leaf } from "@tensorferry/core";
import { memorySource } from "@tensorferry/safetensors";
import fc from "fast-check";
import { openTorchArchive } from "../bin/torch_archive.ts";
import { TORCH_DTYPES } from "../state_dict/torch_dtype.ts";
import { itemOf } from "../testing/distributed_checkpoint.ts";
import { counting, tensor } from "../testing/torch_save.ts";
import { CHECKSUM_BYTES, checksumFields } from "../zip/checksum_fields.ts";
import { type ItemPlace, knownRecords } from "./known_records.ts";
import { windowSource } from "./window_source.ts";

/** More than a window. */
const ELEMENTS = 6000;

function item(first: number): Uint8Array {
  return itemOf(tensor({ type: "Byte", shape: [ELEMENTS] }), counting(ELEMENTS, first));
}

/** The same source, and which of its bytes were read. */
function watched(source: ByteSource): { readonly source: ByteSource; readonly read: Uint8Array } {
  const read = new Uint8Array(source.byteLength);
  return {
    read,
    source: {
      ...source,
      read(position, into) {
        read.fill(1, position, position + into.length);
        return source.read(position, into);
      },
    },
  };
}

const LEAF = leaf({ source: 0, position: 7, dtype: "uint8", shape: [ELEMENTS] });

Deno.test("knownRecords() recalls an item that differs in its elements and checksums, and in no byte that was read", async () => {
  const [one, other] = [item(0), item(1)];
  const byteLength = one.length;
  const changes = fc.record({
    shift: fc.nat(300),
    at: fc.oneof(fc.nat(1500), fc.nat(1500).map((n) => byteLength - 1 - n), fc.nat(byteLength - 1))
      .filter((at) => at >= 0 && at < byteLength),
    bits: fc.integer({ min: 0, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(changes, async ({ shift, at, bits }) => {
      const bytes = new Uint8Array(shift + 2 * byteLength);
      bytes.set(one, shift);
      bytes.set(other, shift + byteLength);
      bytes[shift + byteLength + at]! ^= bits;
      const source = windowSource(memorySource("case", bytes));
      const common = { source, byteLength, dtype: TORCH_DTYPES.get("uint8")!, sizes: [ELEMENTS] };
      const place: ItemPlace = { ...common, start: shift };
      const known = knownRecords();
      assert.equal(known.recall(place), undefined);

      let wasRead = new Uint8Array();
      await known.learn(place, async (archive) => {
        const watch = watched(archive.source);
        const { root, locate } = await openTorchArchive({ ...archive, source: watch.source }, 0);
        assert(typeof root === "object" && root !== null && root.kind === "tensor");
        await locate(root.storage);
        wasRead = watch.read.slice(shift, shift + byteLength);
        return LEAF;
      });
      for (const field of await checksumFields(place)) {
        wasRead.fill(0, field, field + CHECKSUM_BYTES);
      }
      assert(wasRead.includes(1));
      const recalled = await known.recall({ ...common, start: shift + byteLength });
      assert.equal(recalled, bits === 0 || wasRead[at] === 0 ? LEAF : undefined);
      assert.equal(await known.recall({ ...place, sizes: [ELEMENTS, 1] }), undefined);
    }),
    { numRuns: 300 },
  );
});
