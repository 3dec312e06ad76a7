import assert from "node:assert/strict";
import { DEFAULT_MEMORY } from "./plan_conversion.ts";
import { planMemory, shareOf, stepsOf } from "./memory.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { scratchNeeded } from "../tensor/open_tensor.ts";
import { cast, leaf, permute } from "../tensor/operations.ts";

const MIB = 2 ** 20;

const matrix = leaf({ source: 0, position: 0, dtype: "float32", shape: [8000, 8000] });
const kinds: readonly LazyTensor[] = [
  matrix,
  permute(matrix, [1, 0]),
  cast(permute(cast(permute(matrix, [1, 0]), "bfloat16"), [1, 0]), "float64"),
];

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

Deno.test("stepsOf() keeps every step within what the other threads leave of the budget", () => {
  for (const tensor of kinds) {
    const { least: need } = scratchNeeded(tensor);
    const { least } = planMemory([tensor], DEFAULT_MEMORY);
    for (const budget of [least, least + 1, 3 * least, 9 * least + 7, DEFAULT_MEMORY]) {
      const memory = planMemory([tensor], budget);
      const plan = { memory, ties: [], proofs: [{ tensor: "t", both: [tensor, tensor] }] } as const;
      for (let threads = 1; threads <= Math.min(8, Math.floor(budget / least)); threads++) {
        const { output, outputs, scratch } = shareOf(memory, threads);
        const left = budget - (threads - 1) * (output * outputs + scratch);
        const { compare, make, file } = stepsOf(plan, threads);
        for (const step of [compare, make, file]) assert.ok(sum(step) <= left);
        const [one, first, two, second] = compare;
        assert.ok(one! >= 2 ** 16 && one === two && first! >= need && first === second);
        assert.deepEqual(make, [scratch, ...Array(outputs).fill(output)]);
      }
    }
  }
});

Deno.test("stepsOf() gives two threads of the default budget what each step can use well", () => {
  const steps = (tensor: LazyTensor) => {
    const memory = planMemory([tensor], DEFAULT_MEMORY);
    return stepsOf({ memory, ties: [], proofs: [{ tensor: "t", both: [tensor, tensor] }] }, 2);
  };
  assert.deepEqual(steps(kinds[0]!), {
    compare: [MIB / 4, 0, MIB / 4, 0],
    make: [0, MIB / 4],
    file: [4 * MIB],
  });
  assert.deepEqual(steps(kinds[1]!), {
    compare: [MIB, 16 * MIB, MIB, 16 * MIB],
    make: [16 * MIB, MIB],
    file: [4 * MIB],
  });
});
