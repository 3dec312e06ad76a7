import assert from "node:assert/strict";
import { distributedCheckpoint, itemOf } from "../testing/distributed_checkpoint.ts";
import { withFiles } from "../testing/files.ts";
import { counting, tensor } from "../testing/torch_save.ts";
import { dcp } from "./container.ts";

Deno.test("dcp claims the files that it opens, whatever their writer calls them", async () => {
  const item = itemOf(tensor({ type: "Byte", elements: 2, shape: [2] }), counting(2));
  const chunk = { offsets: [0], sizes: [2], item, file: "r0.distcp" };
  const files = {
    ...distributedCheckpoint({ w: { dtype: "uint8", shape: [2], chunks: [chunk] } }),
    "._r0.distcp": "",
    "model.pt": "",
  };
  await withFiles(files, async (folder) => {
    const { open, claims } = dcp();
    const opened = (await open(folder))!;
    opened.close();
    assert.deepEqual(opened.files, [".metadata", "r0.distcp"]);
    assert.deepEqual(claims(folder, Object.keys(files)), opened.files);
  });
});
