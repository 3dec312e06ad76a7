/**
 * A conversion that says when it begins, and kills itself at one of its file operations.
 *
 * Arguments: destination, number of the operation or 0 for none.
 *
 * @module
 */
import { withInterference } from "./file_operations.ts";
import { convert, FOR_KILLER } from "./crash_fixture.ts";

const [destination, number] = Deno.args;

await convert(destination!, FOR_KILLER, {}, async (write) => {
  Deno.stdout.writeSync(new TextEncoder().encode("begin\n"));
  if (number === "0") return await write();
  await withInterference((operation) => {
    if (operation.number === Number(number)) Deno.kill(Deno.pid, "SIGKILL");
  }, write);
});
