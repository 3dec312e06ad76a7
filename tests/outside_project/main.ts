/**
 * Hashes the tensors that a checkpoint has in layout `transformers`, without hurry, and tells what was read meanwhile.
 *
 * A line of JSON per tensor: its name, dtype, shape and SHA-256. A last one: how many bytes were read at most beyond those that had been
 * taken.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { type ByteSource, iterConvert, openCheckpoint, planConversion } from "@tensorferry/core";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors } from "@tensorferry/safetensors";
import { createHash } from "node:crypto";

const checkpoint = await openCheckpoint(Deno.args[0]!, { containers: [safetensors] });
const plan = planConversion(checkpoint, {
  plugins: [qwenMoe],
  to: "transformers",
  memory: 256 * 1024,
});

let read = 0;
let taken = 0;
let ahead = 0;

function counted(source: ByteSource): ByteSource {
  return {
    ...source,
    read(position, into) {
      read += into.length;
      return source.read(position, into);
    },
  };
}

/** Long enough for anything that would be read in the background. */
async function dawdle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  ahead = Math.max(ahead, read - taken);
}

const sources = checkpoint.sources.map(counted);
for await (const [name, tensor] of iterConvert(plan, { sources })) {
  await dawdle();
  const hash = createHash("sha256");
  for await (const chunk of tensor.chunks()) {
    taken += chunk.length;
    await dawdle();
    hash.update(chunk);
  }
  const { dtype, shape } = tensor;
  console.log(JSON.stringify({ name, dtype, shape, sha256: hash.digest("hex") }));
}
console.log(JSON.stringify({ read, taken, ahead }));
checkpoint.close();
