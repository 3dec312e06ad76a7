import assert from "node:assert/strict";
import type { DType } from "../dtype.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { leaf } from "../tensor/operations.ts";
import {
  declaredCheckpoint,
  evaluated,
  type MemoryCheckpoint,
} from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";

const checkpoint = declaredCheckpoint(toy, toyConfig);

/** A checkpoint whose experts are of another dtype, with one-element tensors of these names beside them. */
function quantised(from: MemoryCheckpoint, dtype: DType, ...scales: string[]): MemoryCheckpoint {
  const tensors = new Map([...from.tensors].map(([name, tensor]) => [
    name,
    name.includes("experts") ? { ...tensor, dtype } : tensor,
  ]));
  const scale = leaf({ source: 0, position: 0, dtype: "float32", shape: [1] });
  for (const name of scales) tensors.set(name, scale);
  return { ...from, tensors };
}

function warnings(from: MemoryCheckpoint, to: string): readonly string[] {
  return planConversion(from, { plugins: [toy], to }).warnings;
}

/** What lies in a module none of whose weights is quantised. */
const ELSEWHERE = "layers.0.norm.scale";

Deno.test("a plan warns of what lies beside quantised weights and stays while rules move them", () => {
  const scale = "layers.0.experts.10.gate.weight_scale";
  const scaled = quantised(checkpoint, "float8_e4m3fn", scale, ELSEWHERE);
  for (const to of ["fused", "trainer"]) {
    const [warning, ...more] = warnings(scaled, to);
    assert.match(
      warning!,
      /move the elements of "layers\.0\.experts\.0\..* and 61 more, .* and leave "layers\.0\.experts\.10\.gate\.weight_scale" as they are/,
    );
    assert.deepEqual(more, []);
  }
  const { tensors } = planConversion(checkpoint, { plugins: [toy], to: "fused" }).shards[0]!;
  const fused = evaluated(
    new Map(tensors.map(({ name, tensor }) => [name, tensor])),
    checkpoint,
  );
  assert.match(
    warnings(quantised(fused, "uint16", "layers.1.experts.down_scale", ELSEWHERE), "hf").join(),
    /and leave "layers\.1\.experts\.down_scale" as they are/,
  );
});

Deno.test("a plan does not warn of scales where there are none, or nothing is moved", () => {
  for (const to of ["fused", "trainer"]) {
    assert.deepEqual(warnings(quantised(checkpoint, "float8_e4m3fn", ELSEWHERE), to), []);
  }
  const scaled = quantised(checkpoint, "float8_e4m3fn", "layers.0.experts.1.gate.weight_scale");
  assert.deepEqual(warnings(scaled, "hf"), []);
});
