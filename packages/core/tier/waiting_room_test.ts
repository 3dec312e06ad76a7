import assert from "node:assert/strict";
import fc from "fast-check";
import { TierError } from "../errors.ts";
import { memoryTier } from "./memory_tier.ts";
import type { Tier } from "./tier.ts";
import { openWaitingRoom, type WaitingRoom } from "./waiting_room.ts";

/** A tier that a disk full after `most` bytes, of all that is ever put into it, would be. */
function failingAfter(most: number, tier: Tier): Tier {
  let taken = 0;
  return {
    ...tier,
    get used() {
      return tier.used;
    },
    put(id, bytes) {
      taken += bytes.length;
      if (taken > most) throw new TierError("the disk", bytes.length, "no space left on device");
      return tier.put(id, bytes);
    },
  };
}

/** A tier that does everything later. */
function slow(tier: Tier): Tier {
  return {
    ...tier,
    get used() {
      return tier.used;
    },
    put: (id, bytes) => Promise.resolve(bytes.slice()).then((copy) => tier.put(id, copy)),
    read: (id, offset, into) => Promise.resolve().then(() => tier.read(id, offset, into)),
  };
}

const puts = fc.array(
  fc.record({ key: fc.nat(5), length: fc.nat(12), after: fc.nat(3), made: fc.boolean() }),
  { maxLength: 25 },
);

/** Bytes that tell keys and places apart. */
function bytesOf(key: number, from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => key * 37 + from + i);
}

async function check(room: WaitingRoom<number>, held: ReadonlyMap<number, number>): Promise<void> {
  for (const [key, length] of held) {
    const into = new Uint8Array(length);
    await room.read(key, 0, into);
    assert.deepEqual(into, bytesOf(key, 0, length));
    const from = length >> 1;
    await room.read(key, from, into.subarray(from));
    assert.deepEqual(into.subarray(from), bytesOf(key, from, length - from));
  }
}

for (const [name, wrap] of [["at once", (tier: Tier) => tier], ["later", slow]] as const) {
  Deno.test(`what waits is read as it came, from tiers that answer ${name}`, async () => {
    const sizes = fc.record({ memory: fc.nat(20), middle: fc.nat(20), transfer: fc.nat(6) });
    await fc.assert(
      fc.asyncProperty(puts, sizes, async (steps, { memory, middle, transfer }) => {
        const tiers = [memory, middle, 1000].map((capacity) => wrap(memoryTier(capacity)));
        const room = openWaitingRoom<number>(tiers, new Uint8Array(transfer + 1));
        const held = new Map<number, number>();
        const untils = new Map<number, number>();
        let now = 0;
        for (const { key, length, after, made } of steps) {
          const from = held.get(key) ?? 0;
          if (from === 0 && length > 0) untils.set(key, now + after);
          await room.put(key, bytesOf(key, from, length), untils.get(key) ?? now);
          if (length > 0) held.set(key, from + length);
          await check(room, held);
          if (!made) continue;
          room.release(now);
          for (const [key, until] of untils) {
            if (until > now) continue;
            held.delete(key);
            untils.delete(key);
          }
          now++;
        }
        const waiting = held.values().reduce((sum, length) => sum + length, 0);
        assert.equal(tiers.reduce((sum, { used }) => sum + used, 0), waiting);
        room.release(Infinity);
        assert.equal(tiers.reduce((sum, { used }) => sum + used, 0), 0);
        await assert.rejects(async () => await room.read(0, 0, new Uint8Array(1)), { tag: "Tier" });
      }),
    );
  });
}

Deno.test("a full disk is an error that loses nothing of what waits", async () => {
  await fc.assert(
    fc.asyncProperty(puts, fc.nat(20), fc.nat(30), async (steps, memory, disk) => {
      const tiers = [memoryTier(memory), failingAfter(disk, memoryTier(1000))];
      const room = openWaitingRoom<number>(tiers, new Uint8Array(3));
      const held = new Map<number, number>();
      for (const { key, length, after } of steps) {
        const from = held.get(key) ?? 0;
        try {
          await room.put(key, bytesOf(key, from, length), held.size + after);
          if (length > 0) held.set(key, from + length);
        } catch (error) {
          assert(error instanceof TierError);
          break;
        } finally {
          await check(room, held);
        }
      }
    }),
  );
});
