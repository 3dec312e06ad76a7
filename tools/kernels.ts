/**
 * Compiles the kernels of the tensor engine from AssemblyScript to the module that holds their WebAssembly.
 *
 * With `--check` nothing is written: it fails when the module is not what the sources give.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const FOLDER = new URL("../packages/core/tensor/wasm/", import.meta.url);
const BINARY = new URL("kernels_binary.ts", FOLDER);

/** What `assembly/index.ts` exports besides functions. */
const CONSTANTS = ["OWN_BYTES", "REST"] as const;

/** No runtime, no memory of its own, nothing imported but the memory that it works in. */
const OPTIONS = [
  ...["--outFile", "kernels.wasm", "--runtime", "stub", "--use", "abort="],
  ...["--importMemory", "--noExportMemory", "--memoryBase", "0"],
  ...["--enable", "simd", "-O3", "--noAssert"],
  // Vectors go from function to function, none in or out.
  ...["--disableWarning", "112"],
];

async function compile(): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main(["index.ts", ...OPTIONS], {
    readFile: (name) => readSource(name),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot compile the kernels:\n${stderr.toString()}`);
  }
  return binary;
}

/** The compiler asks for every name that an import may stand for. */
function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(`assembly/${name}`, FOLDER));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The text of the module, in lines that a diff can show. */
function moduleOf(binary: Uint8Array<ArrayBuffer>): string {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const numbers = CONSTANTS.map((name) => {
    const { value } = exports[name] as WebAssembly.Global;
    return `export const ${name} = ${value};`;
  });
  const lines = binary.toBase64().match(/.{1,96}/g) ?? [];
  return `/**
 * The kernels as WebAssembly, made from \`assembly/\` by \`deno task kernels\`.
 *
 * @module
 */

/** Bytes that the kernels keep for themselves at the beginning of a memory, and where in them rests of vectors are padded. */
${numbers.join("\n")}

/** The module in base64. */
export const KERNELS = \`
${lines.join("\n")}
\`;
`;
}

const made = moduleOf(await compile());
if (!Deno.args.includes("--check")) {
  await Deno.writeTextFile(BINARY, made);
} else if (await Deno.readTextFile(BINARY) !== made) {
  console.error(`${BINARY.pathname} is not what its sources give: deno task kernels`);
  Deno.exitCode = 1;
}
