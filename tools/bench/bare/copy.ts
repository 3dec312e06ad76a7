/**
 * What a machine can do for whoever writes on two threads: the tensors of a folder copied, and nothing besides.
 *
 * `copy.ts FROM TO`
 *
 * @module
 */
import { join } from "node:path";
import type { CopiedFile } from "./copy_worker.ts";

const THREADS = 2;

const [from, to] = Deno.args;
if (from === undefined || to === undefined) throw new Error("Say what to copy, and to where");
Deno.mkdirSync(to);
const names = Array.from(Deno.readDirSync(from), ({ name }) => name)
  .filter((name) => name.endsWith(".safetensors"))
  .sort();
const left = names.map((name): CopiedFile => ({ from: join(from, name), to: join(to, name) }))
  .values();
await Promise.all(Array.from({ length: THREADS }, copyWhatIsLeft));

/** Has a thread copy one file after another. */
async function copyWhatIsLeft(): Promise<void> {
  const worker = new Worker(new URL("./copy_worker.ts", import.meta.url), { type: "module" });
  for (const file of left) {
    const { port1: port, port2: theirs } = new MessageChannel();
    await new Promise<void>((resolve, reject) => {
      port.onmessage = () => resolve();
      worker.onerror = ({ message }) => reject(new Error(`Cannot copy ${file.from}: ${message}`));
      worker.postMessage(file, [theirs]);
    });
    port.close();
  }
  worker.terminate();
}
