import { add, fuse } from "@tensorferry/core/plugin";
import { SMALLEST, testFaults } from "../../testing/planted_fault.ts";
import { planted } from "../../testing/planted_plugin.ts";

testFaults("bits", [
  {
    of: "values changed beyond what float32 brings back",
    plugin: planted({
      query: fuse("blocks.{layer}.q.weight", add(1e7, "layers.{layer}.q.weight")),
    }),
    rule: 5,
    tensor: "layers.0.q.weight",
    says: /Cannot keep the way back exact for layers\.0\.q\.weight/,
    config: SMALLEST,
  },
]);
