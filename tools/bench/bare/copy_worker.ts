/**
 * Copies a file for each message, and answers through the port that comes with it.
 *
 * @module
 */

/** A file, and where it goes. */
export interface CopiedFile {
  readonly from: string;
  readonly to: string;
}

/** Of the sizes that `docs/performance.md` compares, none is faster. */
const buffer = new Uint8Array(256 * 2 ** 10);

addEventListener("message", (event) => {
  const { data, ports: [port] } = event as MessageEvent<CopiedFile>;
  using from = Deno.openSync(data.from);
  using to = Deno.openSync(data.to, { write: true, createNew: true });
  for (let count = from.readSync(buffer); count !== null; count = from.readSync(buffer)) {
    for (let done = 0; done < count;) done += to.writeSync(buffer.subarray(done, count));
  }
  port!.postMessage(undefined);
});
