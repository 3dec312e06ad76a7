import { deepEqual, equal } from "node:assert/strict";
import { DTYPES } from "@tensorferry/core";
import { alignmentRank, dtypeOfTag, tagOf } from "./dtype_tag.ts";

Deno.test("every dtype has one tag and back", () => {
  equal(DTYPES.length, 22);
  for (const dtype of DTYPES) equal(dtypeOfTag(tagOf(dtype)), dtype);
});

Deno.test("dtypeOfTag() knows no other text", () => {
  for (const tag of ["f32", "F32 ", "", "F128", "bfloat16", "constructor"]) {
    equal(dtypeOfTag(tag), undefined);
  }
});

Deno.test("alignmentRank() orders as the reference writes, last first", () => {
  const written = DTYPES.toSorted((a, b) => alignmentRank(b) - alignmentRank(a)).map(tagOf);
  deepEqual(
    written.join(),
    "U64,I64,F64,C64,F32,U32,I32,BF16,F16,U16,I16,F8_E5M2FNUZ,F8_E4M3FNUZ,F8_E8M0,F8_E4M3,F8_E5M2,I8,U8,F6_E3M2,F6_E2M3,F4,BOOL",
  );
});
