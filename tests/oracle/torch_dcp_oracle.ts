/**
 * Tensorferry's readers of distributed checkpoints against torch 2.13: what four ranks have saved, in many placements, is read whole and bit
 * for bit.
 *
 * Needs `.oracle/bin/python`. Run with `deno test -A tests/oracle/torch_dcp_oracle.ts`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../checkpoint_fixture.ts";
import { torchTensors } from "../torch_fixture.ts";
import { askReference } from "./reference.ts";

type Contents = Readonly<Record<string, Readonly<Record<string, [string, number[], string]>>>>;

Deno.test("what torch saves of four ranks is read whole, in any placement", async () => {
  using folder = temporaryFolder();
  const [answer] = await askReference("torch_dcp_checkpoints.py", [], [folder.path]);
  const contents = JSON.parse(answer!) as Contents;
  assert.equal(Object.keys(contents).length, 6);
  for (const [name, expected] of Object.entries(contents)) {
    const read = await torchTensors(join(folder.path, name));
    const seen = Array.from(read.values(), ({ name, dtype, shape, bytes }) => [
      name,
      [dtype, shape, bytes.toBase64()],
    ]);
    assert.deepEqual(Object.fromEntries(seen), expected, name);
  }
});
