import assert from "node:assert/strict";
import { SourceChangedError } from "../errors.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { checkpointFile } from "../testing/checkpoint_file.ts";
import { declaredCheckpoint, evaluated, tensorBytes } from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { iterConvert } from "./iter_convert.ts";

const checkpoint = declaredCheckpoint(toy, toyConfig);
const plan = planConversion(checkpoint, { plugins: [toy], to: "trainer" });
const made = new Map(
  plan.shards.flatMap(({ tensors }) => tensors).map(({ name, tensor }) => [name, tensor]),
);
const expected = tensorBytes(evaluated(made, checkpoint));

Deno.test("iterConvert() gives every tensor, as chunks, as a stream, in ranges or whole", async () => {
  const seen: string[] = [];
  for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
    seen.push(name);
    const bytes = expected.get(name)!;
    const chunks: number[] = [];
    for await (const chunk of tensor.chunks()) chunks.push(...chunk);
    assert.deepEqual(Uint8Array.from(chunks), bytes);
    assert.deepEqual(new Uint8Array(await new Response(tensor.stream()).arrayBuffer()), bytes);
    assert.deepEqual(await tensor.bytes(), bytes);
    const part = new Uint8Array(3);
    await tensor.read(1, part);
    assert.deepEqual(part, bytes.slice(1, 4));
    assert.deepEqual(tensor.shape, made.get(name)!.shape);
  }
  assert.deepEqual(seen.toSorted(), [...expected.keys()].toSorted());
});

Deno.test("iterConvert() reads nothing that is not asked for, and nothing of a tensor after the next", async () => {
  const source = declaredCheckpoint(toy, toyConfig);
  let previous: (() => void | Promise<void>) | undefined;
  for await (const [name, tensor] of iterConvert(plan, source)) {
    assert.equal(source.sources[0].reads.length, 0, name);
    if (previous !== undefined) assert.throws(previous, /the iteration has gone on/);
    previous = () => tensor.read(0, new Uint8Array(1));
  }
});

Deno.test("iterConvert() ends with an error when a source changed under it, and with none when it did not", async () => {
  using file = checkpointFile(declaredCheckpoint(toy, toyConfig));
  const read = async (meanwhile: () => void) => {
    const names: string[] = [];
    for await (const [name, tensor] of iterConvert(plan, file)) {
      await tensor.bytes();
      names.push(name);
      // With all of it read, nothing else would look at the file again.
      if (names.length === made.size) meanwhile();
    }
  };
  await read(() => {});
  await assert.rejects(read(file.touch), SourceChangedError);
});
