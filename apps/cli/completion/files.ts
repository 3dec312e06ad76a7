/**
 * How a shell is told that paths will do.
 *
 * @module
 */

/** The line among the words that a shell is offered that stands for the paths of files, which it knows best. */
export const FILES = "__FILES__";
