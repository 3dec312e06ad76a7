/**
 * `tensorferry convert`, with a plugin that the command does not have.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { openCheckpoint, parseByteSize, planConversion, writeCheckpoint } from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import plugin from "./plugin.ts";

const { positionals: [, source, destination], values } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    "to": { type: "string" },
    "max-shard-size": { type: "string", default: "5GB" },
    "memory": { type: "string", default: "64MiB" },
    "no-sync": { type: "boolean", default: false },
  },
});

const checkpoint = await openCheckpoint(source!, { containers: [safetensors] });
const plan = planConversion(checkpoint, {
  plugins: [plugin],
  to: values.to!,
  maxShardSize: parseByteSize(values["max-shard-size"]),
  memory: parseByteSize(values.memory),
});
await writeCheckpoint(plan, checkpoint, destination!, { sync: !values["no-sync"] });
checkpoint.close();
