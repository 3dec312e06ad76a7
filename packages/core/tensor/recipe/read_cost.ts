/**
 * What a read costs besides its bytes, as measured with positional reads of cached files: 0.6 µs for the call.
 *
 * @module
 */

/** Bytes at which a read takes as long to copy as to call. Runs from here on are read straight to their place. */
export const LONG_READ = 4096;

/** The longest gap to read along: less to copy than another call costs. */
export const LONGEST_GAP = 2048;
