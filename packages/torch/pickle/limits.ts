/**
 * How much a pickle may ask for. Every one of them is far above what a checkpoint of today needs, and keeps what a hostile file
 * costs in proportion to its size.
 *
 * @module
 */

/** Bytes of one pickle. The `.metadata` of 256 ranks and 3,600 tensors has 133 MB (torch 2.13), the largest of any kind. */
export const MAX_PICKLE_BYTES: number = 256 * 2 ** 20;

/**
 * Containers, objects and different texts of one pickle that stay, items of one dict, and values that are used again. A `.metadata`
 * has six or seven for a chunk, of 110 to 145 bytes, so that it comes to its most bytes before: 2.2 million chunks were read in 1.2 GB.
 * Tuples of one item, the dearest, come to 2.3 GB at the worst, half of what V8 has. No Map or Set of JavaScript holds more.
 */
export const MAX_OBJECTS: number = 2 ** 24;

/** Values that wait on the stack. Python writes the items of a list or dict in batches of 1000, but those of a tuple at once. */
export const MAX_STACK: number = 2 ** 20;

/** Marks that are open at a time: how deep lists, dicts and tuples lie in each other while they are written. */
export const MAX_MARKS = 1000;

/** Bytes of one text. The longest are the sources of classes that torch kept until 1.x beside a pickled module. */
export const MAX_TEXT_BYTES: number = 16 * 2 ** 20;

/** Characters of the module and name of a class or function. */
export const MAX_GLOBAL_LENGTH = 512;

/** Bytes of an integer; all that LONG1 can have. The magic number of torch's old files has 10, and what counts has 8. */
export const MAX_INTEGER_BYTES = 255;

/** Dimensions of a tensor; torch 2.13 computes with 64 at the most. */
export const MAX_DIMENSIONS = 64;

/** The newest protocol (Python 3.8 to 3.14). */
export const NEWEST_PROTOCOL = 5;
