/**
 * The kernels: loops over bytes in the one memory that they are given, with no memory of their own.
 *
 * AssemblyScript, which looks like TypeScript and compiles to WebAssembly: `deno task kernels`. No function is marked for inlining,
 * because `deno fmt` drops decorators of functions; the optimiser inlines all that matter. Conversions and sums take whole
 * vectors, so a multiple of 8 elements, at any alignment. They run forward and load before they store, so the target may overlap
 * the source where it begins no later and ends no later than it.
 */
export { addToBfloat16, bfloat16ToFloat32, float32ToBfloat16 } from "./bfloat16";
export { addToFloat16, float16ToFloat32, float32ToFloat16 } from "./float16";
export { addToFloat32, addToFloat64, float32ToFloat64, float64ToFloat32 } from "./wide_floats";
export { bfloat16ToFloat16, float16ToBfloat16 } from "./half_formats";
export { OWN_BYTES, REST } from "./own_memory";
export { transpose16, transpose32, transpose64, transpose8 } from "./transpose";
export { copyRuns } from "./copy_runs";
