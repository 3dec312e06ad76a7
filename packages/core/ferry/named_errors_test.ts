/**
 * Whatever fails on the way of a tensor says which one it was.
 *
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DestinationError, SourceReadError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { declaredCheckpoint } from "../testing/memory_checkpoint.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { streamOf } from "../tier/one_pass/byte_stream.ts";
import { compareCheckpoints } from "./compare.ts";
import { iterConvert } from "./iter_convert.ts";
import { writeInOnePass } from "./stream/write_in_one_pass.ts";
import { writeStream } from "./stream/write_stream.ts";

const whole = declaredCheckpoint(toy, toyConfig);
const { position: gap } = whole.tensors.get("layers.1.norm.weight")!;

/** A checkpoint on a disk with a bad sector in one tensor. */
const broken: Checkpoint = {
  ...whole,
  sources: [{
    ...whole.sources[0],
    read(position, into) {
      if (position <= gap && gap < position + into.length) {
        throw new SourceReadError("the disk", position, into.length, "EIO");
      }
      return whole.sources[0].read(position, into);
    },
  }],
};

const options = { plugins: [toy], to: "trainer", maxShardSize: Infinity };
const nowhere = { name: "nobody", write() {} };

Deno.test("a read that fails names the tensor, whether it is proved, compared or streamed", async () => {
  const plan = planConversion(whole, options);
  const proved = planConversion(whole, { ...options, exact: true });
  const works: [string, () => Promise<unknown>][] = [
    ["layers.1.norm.weight", () => iterConvert(proved, broken).next()],
    ["layers.1.norm.weight", () => compareCheckpoints(whole, broken, options)],
    ["blocks.1.norm", () => writeStream(plan, broken, nowhere)],
  ];
  for (const [tensor, work] of works) {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof SourceReadError);
      assert.equal(error.tensor, tensor);
      assert.equal(error.source, "the disk");
      return true;
    });
  }
});

Deno.test("a write from a stream that fails names the tensor", async () => {
  using folder = temporaryFolder();
  const plan = planConversion(whole, options);
  const incoming = {
    stream: streamOf("the sender", [whole.bytes]),
    position: 0,
    byteLength: whole.bytes.length,
  };
  mkdirSync(join(folder.path, plan.shards[0]!.file));
  const target = {
    writer: whole.container.writer!,
    path: (file: string) => join(folder.path, file),
    sync: false,
    crc32: () => 0,
    finished() {},
    spill: undefined,
    signal: undefined,
    onProgress: undefined,
  };
  await assert.rejects(writeInOnePass(plan, incoming, target), (error) => {
    assert.ok(error instanceof DestinationError);
    assert.match(error.message, /for tensor ".*", .*exist/);
    return true;
  });
});
