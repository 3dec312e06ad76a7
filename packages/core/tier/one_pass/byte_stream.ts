/**
 * Bytes that come once.
 *
 * @module
 */

/** Bytes that come once, one after another: a pipe, a download, tensors as a program makes them. */
export interface ByteStream {
  /** What to call it in an error. */
  readonly name: string;
  /** Puts the bytes that come next into `into`, at least one unless there are none, and answers how many; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  /** No more is wanted. */
  close(): void;
}

/**
 * A stream of chunks of any size, such as a `ReadableStream` or a generator of tensors gives them. A chunk must stay as it is
 * until the next one is asked for.
 */
export function streamOf(
  name: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): ByteStream {
  const iterator = Symbol.asyncIterator in chunks
    ? chunks[Symbol.asyncIterator]()
    : chunks[Symbol.iterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    name,
    async read(into) {
      while (rest.length === 0) {
        const { value, done } = await iterator.next();
        if (done) return 0;
        rest = value;
      }
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    close() {
      // A generator that fails to end has nobody left to tell.
      void Promise.resolve(iterator.return?.()).catch(() => {});
    },
  };
}

/**
 * Fills all of `into` with what comes next, as far as there is.
 *
 * @returns how many bytes came: fewer only at the end of the stream.
 */
export async function readFully(stream: ByteStream, into: Uint8Array): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const count = await stream.read(into.subarray(done));
    if (count === 0) break;
    done += count;
  }
  return done;
}
