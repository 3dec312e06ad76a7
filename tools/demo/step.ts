/** The steps of the demo. @module */

/** The folders that the demo works with. */
export interface Folders {
  /** The checkpoint of the repository. */
  readonly source: string;
  readonly fused: string;
  readonly titan: string;
  readonly back: string;
}

/** One thing that is shown. */
export interface Step {
  readonly title: string;
  /** What is done and why, for someone who has not done it before. */
  readonly why: string;
  readonly args: readonly string[];
  /** What the command is to exit with; 0 when absent. */
  readonly exits?: number;
  /** What is shown of its output; all when absent. */
  readonly lines?: (lines: readonly string[]) => readonly string[];
  /** Done before the command. */
  readonly before?: () => Promise<void>;
}

/** Every step, in order. */
export function stepsOver({ source, fused, titan, back }: Folders): Step[] {
  return [
    {
      title: "Look at it",
      why:
        "This is a small mixture-of-experts model as transformers saved it: every expert of every " +
        "layer is a tensor of its own, spread over five files. Only headers are read.",
      args: ["inspect", source],
      lines: (lines) => [...paragraph(lines, 0), "…", ...paragraph(lines, 3)],
    },
    {
      title: "Plan a conversion",
      why:
        "At run time, transformers wants the experts of a layer in one tensor. The plan says what " +
        "would be read, put together and written, and writes nothing.",
      args: ["plan", source, "--to", "transformers"],
      lines: (lines) => [
        ...paragraph(lines, 0),
        "…",
        ...lines.filter((line) => / of \d+ tensors/.test(line)),
      ],
    },
    {
      title: "Convert it to what transformers holds at run time",
      why: "The experts stream into place; config and other small files go along.",
      args: ["convert", source, fused, "--to", "transformers"],
    },
    {
      title: "Convert that to what torchtitan trains",
      why: "Another program, other names, other fusions. Any layout reaches any other.",
      args: ["convert", fused, titan, "--to", "torchtitan"],
    },
    {
      title: "And back to where it came from",
      why: "The way back is derived from the same rules. This time it is dealt to files of 200 kB.",
      args: ["convert", titan, back, "--to", "hf", "--max-shard-size", "200kB"],
    },
    {
      title: "Is it the same?",
      why: "Every tensor of the start is compared with that of the end, bit by bit.",
      args: ["verify", source, back],
    },
    {
      title: "Would it have noticed?",
      why: "One bit of the last file is flipped, and the two are compared again. It must say so.",
      args: ["verify", source, back],
      exits: 1,
      before: () => flipLastBit(back),
    },
  ];
}

/** The lines between the empty ones, by their number from 0. */
function paragraph(lines: readonly string[], number: number): string[] {
  return lines.join("\n").split("\n\n")[number]?.split("\n") ?? [];
}

async function flipLastBit(folder: string): Promise<void> {
  const shards = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
    .filter((name) => name.endsWith(".safetensors")).toSorted();
  const path = `${folder}/${shards.at(-1)}`;
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
}
