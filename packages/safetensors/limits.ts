/**
 * How much a file may ask for beyond what the format allows it. The reference has no such limits: it would take these files, and no
 * model of today comes near them.
 *
 * @module
 */

/**
 * Tensors of one header, entries of its `__metadata__`, tensors of an index: five times those of the model with the most (about
 * 200,000). A header of 100 MB could hold four million empty tensors, which take some 500 bytes each before anything is done with them.
 */
export const MAX_NAMES: number = 2 ** 20;

/** Bytes of a tensor's or file's name as the text has it: as many as a path of Linux may have (`PATH_MAX`). */
export const MAX_NAME_BYTES = 4096;

/** Dimensions of a tensor: those that torch 2.13 computes with, and numpy 2. */
export const MAX_DIMENSIONS = 64;
