import assert from "node:assert/strict";
import fc from "fast-check";
import { inTurn } from "../in_turn.ts";
import { openStowage } from "./stowage.ts";

/** Some bytes that come at a moment, and until when they are needed. */
interface Arrival {
  readonly length: number;
  readonly until: number;
}

const nothing = { put() {}, move() {}, drop() {} };

/** At each moment some bytes come; at its end, what is not needed later goes. */
const arrivals: fc.Arbitrary<readonly (readonly Arrival[])[]> = fc.array(
  fc.array(fc.record({ length: fc.integer({ min: 1, max: 3 }), until: fc.nat(6) }), {
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 6 },
).map((moments) => {
  let left = 12;
  return moments.map((those, now) =>
    those.flatMap(({ length, until }) => {
      const fits = Math.min(length, left);
      left -= fits;
      return fits === 0 ? [] : [{ length: fits, until: now + until }];
    })
  );
});

function played(moments: readonly (readonly Arrival[])[], capacities: readonly number[]) {
  const stowage = openStowage<number>(capacities, nothing);
  let key = 0;
  for (const [now, those] of moments.entries()) {
    for (const arrival of those) inTurn(stowage.admit({ key: key++, offset: 0, ...arrival }));
    for (const { used, capacity } of stowage.fillings) assert(used <= capacity);
    stowage.release(now);
  }
  return stowage.fillings;
}

/**
 * The fewest bytes that must leave a tier of `capacity` at some time, by trying every set of bytes that never do. A byte that
 * leaves counts once, whenever that is and however often it is read from below; it may as well leave when it comes.
 */
function fewestLeaving(moments: readonly (readonly Arrival[])[], capacity: number): number {
  const bytes = moments.flatMap((those, from) =>
    those.flatMap(({ length, until }) =>
      Array<{ from: number; until: number }>(length).fill({
        from,
        until,
      })
    )
  );
  const last = Math.max(0, ...bytes.map(({ until }) => until));
  let most = 0;
  for (let set = 0; set < 2 ** bytes.length; set++) {
    const stay = bytes.filter((_, b) => set >> b & 1);
    if (stay.length <= most) continue;
    let fits = true;
    for (let now = 0; now <= last && fits; now++) {
      fits = stay.filter(({ from, until }) => from <= now && now <= until).length <= capacity;
    }
    if (fits) most = stay.length;
  }
  return bytes.length - most;
}

Deno.test("the bytes that ever go below a tier are the fewest that can", () => {
  fc.assert(
    fc.property(arrivals, fc.nat(6), fc.nat(4), (moments, memory, disk) => {
      const [, ...below] = played(moments, [memory, Infinity]);
      assert.equal(below[0]!.taken, fewestLeaving(moments, memory));
      const three = played(moments, [memory, disk, Infinity]);
      assert.equal(three[2]!.taken, fewestLeaving(moments, memory + disk));
    }),
    { numRuns: 300 },
  );
});

Deno.test("what waits has room exactly when all of it fits into all tiers together", () => {
  fc.assert(fc.property(arrivals, fc.nat(8), fc.nat(8), (moments, memory, disk) => {
    let peak = 0;
    for (const now of moments.keys()) {
      const waiting = moments.slice(0, now + 1).flat().filter(({ until }, _i, those) =>
        until >= now && those.length > 0
      );
      peak = Math.max(peak, waiting.reduce((sum, { length }) => sum + length, 0));
    }
    if (peak <= memory + disk) played(moments, [memory, disk]);
    else assert.throws(() => played(moments, [memory, disk]), { tag: "Tier" });
  }));
});
