/**
 * What stands for standard input and output.
 *
 * @module
 */

/** Given as a path, it stands for standard input or output. A file of that name is `./-`. */
export const STREAM = "-";
