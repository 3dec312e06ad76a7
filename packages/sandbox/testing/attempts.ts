/**
 * Everything that a plugin might try, as the text of a module. Its data says what came of each attempt.
 *
 * @module
 */
import { pluginText } from "./small_plugin.ts";

/** JavaScript expressions by what they attempt. `port` is one of a server on this machine, `folder` that of the plugin. */
function attempts(port: number, folder: string): Readonly<Record<string, string>> {
  const url = (path: string) => `as(${JSON.stringify(`file://${path}`)})`;
  return {
    "a variable of the environment": `Deno.env.get("HOME")`,
    "the whole environment": `Deno.env.toObject()`,
    "a variable, as in Node": `(await import("node:process")).default.env.HOME ?? nothing()`,
    "variables, as in Node":
      `Object.keys((await import("node:process")).default.env)[0] ?? nothing()`,
    "reading": `Deno.readTextFileSync("/etc/passwd")`,
    "reading its own file": `Deno.readTextFileSync(${JSON.stringify(`${folder}/plugin.ts`)})`,
    "reading itself as a program": `Deno.readFileSync(Deno.execPath())`,
    "reading a folder": `[...Deno.readDirSync("/")]`,
    "reading a link": `Deno.readLinkSync("/proc/self/exe")`,
    "reading a real path": `Deno.realPathSync(".")`,
    "asking for a file's size": `Deno.statSync("/etc/passwd")`,
    "opening": `Deno.openSync("/etc/passwd")`,
    "reading, as in Node": `(await import("node:fs")).readFileSync("/etc/passwd")`,
    "asking whether a file is there, as in Node":
      `(await import("node:fs")).existsSync("/etc/passwd") || nothing()`,
    "reading by a descriptor": `(await import("node:fs")).readFileSync(0).length || nothing()`,
    "fetching a file": `await (await fetch(${url("/etc/passwd")})).text()`,
    "importing a file as text": `(await import(${
      url("/etc/passwd")
    }, { with: { type: "text" } })).default`,
    "importing a file as bytes": `(await import(${
      url("/etc/passwd")
    }, { with: { type: "bytes" } })).default`,
    "importing a file as JSON": `(await import(${
      url("/etc/passwd")
    }, { with: { type: "json" } })).default`,
    "importing a file as code": `await import(${url("/etc/passwd")})`,
    "importing a file beside it": `await import(${url(`${folder}/beside.ts`)})`,
    "importing a file by a module of its own":
      `await import("data:text/javascript," + encodeURIComponent('export { default } from "file:///etc/passwd" with { type: "text" };'))`,
    "importing over http": `await import(as("http://127.0.0.1:${port}/module.js"))`,
    "importing over https": `await import(as("https://127.0.0.1:${port}/module.js"))`,
    "importing from JSR": `await import("jsr:@scope/" + "leaked-secret")`,
    "importing from npm": `await import("npm:" + "leaked-secret")`,
    "writing": `Deno.writeTextFileSync(${JSON.stringify(`${folder}/written`)}, "x")`,
    "making a temporary file": `Deno.makeTempFileSync()`,
    "a database": `new (await import("node:sqlite")).DatabaseSync(${
      JSON.stringify(`${folder}/db`)
    })`,
    "fetching": `await fetch("http://127.0.0.1:${port}/")`,
    "a socket": `await Deno.connect({ port: ${port} })`,
    "listening": `Deno.listen({ port: 0 })`,
    "a socket, as in Node":
      `await new Promise((done, fail) => import("node:net").then(({ connect }) => connect(${port}, "127.0.0.1").on("connect", done).on("error", fail)))`,
    "resolving a name": `await Deno.resolveDns("example.com", "A")`,
    "a web socket":
      `await new Promise((done, fail) => { const socket = new WebSocket("ws://127.0.0.1:${port}/"); socket.onopen = done; socket.onerror = fail; })`,
    "a stream of events":
      `await new Promise((done, fail) => { const events = new EventSource("http://127.0.0.1:${port}/"); events.onopen = done; events.onerror = fail; })`,
    "a program": `new Deno.Command("/bin/ls").outputSync()`,
    "Deno itself": `new Deno.Command(Deno.execPath()).outputSync()`,
    "a program, as in Node": `(await import("node:child_process")).execFileSync("ls")`,
    "a signal to the host": `Deno.kill(Deno.ppid, "SIGCONT")`,
    "a library": `Deno.dlopen("libc.so.6", {})`,
    "a library, as in Node": `(await import("node:process")).default.dlopen({}, "libc.so.6")`,
    "the name of the machine": `Deno.hostname()`,
    "the user": `Deno.uid()`,
    "the user, as in Node": `(await import("node:os")).userInfo()`,
    "the network of the machine": `Deno.networkInterfaces()`,
    "a right":
      `(await Deno.permissions.request({ name: "read" })).state === "granted" || nothing()`,
    "a worker that reads": `await ofWorker("data:text/javascript," + encodeURIComponent(
      "try { postMessage({ allowed: Deno.readTextFileSync('/etc/passwd') }) } catch (error) { postMessage(error.message) }"
    ))`,
    "a worker of a file": `await ofWorker(${url(`${folder}/beside.ts`)})`,
    "a thread, as in Node":
      `await import("node:worker_threads").then(({ Worker }) => new Promise((done, fail) => new Worker("require('node:fs').readFileSync('/etc/passwd')", { eval: true }).on("exit", (code) => code === 0 ? done() : fail()).on("error", fail)))`,
    "a debugger": `(await import("node:inspector")).open(0)`,
    "standard input": `(await Deno.stdin.read(new Uint8Array(9))) ?? nothing()`,
    "standard input, as in Node":
      `await new Promise((done, fail) => import("node:process").then(({ default: process }) => process.stdin.on("data", done).on("end", fail).on("error", fail)))`,
    "a cache of the last run":
      `await (await caches.open("left")).match("http://left/") ?? nothing()`,
    "a storage of the last run": `localStorage.getItem("left") ?? nothing()`,
  };
}

/** A module that makes all attempts, and leaves something for its next run. */
export function attemptsText(port: number, folder: string): string {
  const tried = Object.entries(attempts(port, folder)).map(([name, text]) =>
    `await attempt(${JSON.stringify(name)}, async () => ${text});`
  );
  return `
const outcomes: Record<string, string> = {};
/** Hides a name from those who look at the code. */
const as = (name: string) => name;
const ofWorker = (url: string) => new Promise((done, fail) => {
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => typeof data === "string" ? fail(new Error(data)) : done(data);
  worker.onerror = (event) => { event.preventDefault(); fail(event); };
});
const nothing = () => { throw new Error("nothing"); };
const attempt = async (name: string, make: () => Promise<unknown>) => {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), 2000));
  try {
    await Promise.race([make(), late]);
    outcomes[name] = "allowed";
  } catch (error) {
    outcomes[name] = String(error instanceof Error ? error.message : error);
  }
};
${tried.join("\n")}
try { await (await caches.open("left")).put("http://left/", new Response("left")); } catch { /* as it should */ }
try { localStorage.setItem("left", "left"); } catch { /* as it should */ }
new BroadcastChannel("left").postMessage("left");
export default ${pluginText(`examples: [{ model_type: "small", outcomes }],`)};
`;
}
