/** @module */
export * from "./dtype.ts";
export * from "./errors.ts";
export * from "./io/byte_source.ts";
export * from "./io/container.ts";
export * from "./tensor/lazy_tensor.ts";
