// deno-lint-ignore-file no-console
/**
 * Kills conversions for as long as one likes: `deno task crash --conversions 1000 --seed 7`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { killConversions, randomMoments } from "./killer.ts";

const { values } = parseArgs({
  options: {
    conversions: { type: "string", default: "300" },
    seed: { type: "string", default: `${1 + Math.floor(Math.random() * 2 ** 31)}` },
  },
});
const [conversions, seed] = [Number(values.conversions), Number(values.seed)];
console.log(`${conversions} conversions, seed ${seed}`);
console.log(await killConversions(randomMoments(conversions, seed)));
