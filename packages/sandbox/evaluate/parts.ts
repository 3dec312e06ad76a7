/**
 * Everything that a process of evaluation is made of. It is never run: its graph says where the parts lie.
 *
 * @module
 */
export * as core from "@tensorferry/core";
export * as plugin from "@tensorferry/core/plugin";
export * as words from "@tensorferry/core/words";
export * as program from "./program.ts";
export * as worker from "./worker.ts";
