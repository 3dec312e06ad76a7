/**
 * Why a plugin is not taken, for the person who named it.
 *
 * @module
 */

/** A plugin cannot be located. The message is half a sentence. */
export class Refusal extends Error {}
